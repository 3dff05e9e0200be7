import { DataError } from '@thalweg/data';
import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import type { Json } from '@thalweg/train';
import type { Accumulator } from './accumulator.ts';
import type { Moments } from './moments.ts';
import type { Statistic } from './statistic.ts';

/** The parts that a statistic is made of. */
interface StatisticParts extends Pick<Statistic, 'name' | 'value'> {
  readonly cells: Accumulator;
  /** The arguments of the function of that name; undefined for one that has no JSON. */
  readonly given: readonly (Json | undefined)[];
}

/** Returns the statistic of an accumulator. NaN is ignored; an infinite number is refused. */
export function statisticOf({ name, given, cells, value }: StatisticParts): Statistic {
  return {
    ...cells,
    call: given.includes(undefined) ? undefined : { $call: name, arguments: given as readonly Json[] },
    name,
    value,
    initial: () => ({ cells: new Float64Array(cells.size) }),
    check: (state, is) => {
      is.must(state.cells.length === cells.size, `cells must have ${cells.size} numbers`, state.cells.length);
      cells.checkAt?.(state.cells, 0, is);
    },
    step: (state, x) => {
      if (x === Infinity || x === -Infinity)
        throw new DataError(
          name,
          'a number must be finite',
          String(x),
          'Leave it out, or give NaN for an unknown number.',
        );
      if (!Number.isNaN(x)) cells.add(state.cells, 0, x);
      return value(state.cells, 0);
    },
  };
}

/** Returns the argument for a statistic that may be left out; undefined for one that has no call. */
export function callsOf(of: Accumulator | undefined): (Json | undefined)[] {
  return of === undefined ? [] : [of.call];
}

/** Returns the call that makes the statistic of an option again. Throws `ContractError` for one that has none. */
export function callOf(operator: string, option: string, { call }: Accumulator): Json {
  if (call !== undefined) return call;
  throw new ContractError(
    operator,
    `${option} must be a statistic of this package to be written to a file`,
    'one of your own',
    'Give it a call, { $call: name, arguments }, and the loader a function of that name.',
  );
}

/** Throws `ContractError` unless an option is a statistic with these methods. */
export function checkStatistic(operator: string, option: string, given: unknown, methods: readonly string[]): void {
  const found = (given ?? {}) as Readonly<Record<string, unknown>>;
  if (['add', ...methods].every(method => typeof found[method] === 'function')) return;
  throw new ContractError(operator, `${option} must be a statistic`, printed(given), 'Leave it out.');
}

/** Throws a `ContractError` unless a quantile lies between 0 and 1. */
export function checkQuantile(subject: string, p: number): void {
  if (!(p > 0 && p < 1))
    throw new ContractError(subject, 'p must be above 0 and below 1', String(p), 'Try 0.5, the median.');
}

/** Throws a `ContractError` unless the length of a window is a whole number of at least 1. */
export function checkWindow(subject: string, length: number): void {
  if (!Number.isSafeInteger(length) || length < 1)
    throw new ContractError(subject, 'a window must be a whole number, at least 1', String(length), 'Try 100.');
}

/**
 * Returns the function that merges moments of shards; `undefined` for those over a window and with fading weights. It is apart
 * from `allMoments`, so that a scaler, which merges nothing, does not bring it along.
 *
 * - **Source** Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979
 */
export function mergeOfMoments({ settings }: Moments): Accumulator['merge'] {
  return settings === 'all' ? merge : undefined;
}

/** Accumulators of `allMoments`: the number of numbers, their mean, the sum of squares around it. */
function merge(cells: Float64Array, at: number, other: Float64Array, otherAt: number): void {
  const [here, there] = [cells[at]!, other[otherAt]!];
  if (there === 0) return;
  const count = (cells[at] = here + there);
  const apart = other[otherAt + 1]! - cells[at + 1]!;
  cells[at + 1]! += (apart * there) / count;
  cells[at + 2]! += other[otherAt + 2]! + (apart * apart * here * there) / count;
}
