import {
  add,
  becomes,
  div,
  greater,
  maximum,
  mean,
  minimum,
  mul,
  sqrt,
  square,
  state,
  stopGradient,
  sub,
  where,
  whenTraining,
  type Node,
} from '@thalweg/graph';
import { count } from '@thalweg/graph/author';
import { allocate, ContractError, DtypeError, ShapeError, tensor, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';

/** Options of {@link runningStandardization}. */
export interface RunningStandardizationOptions {
  /**
   * The number of rows after which older ones decay: later rows count as if their number were this one. 2²⁰ by default in
   * float32, whose sums would otherwise stop growing; `Infinity`, the default in float64, never forgets.
   */
  readonly memory?: number;
  /** The prefix of its states `name/count`, `name/mean` and `name/variance`; `standardization` by default. */
  readonly name?: string;
}

/** The number of rows so far, their means and variances. */
export interface Moments {
  readonly count: Node;
  readonly mean: Node;
  readonly variance: Node;
}

/**
 * Returns a layer that subtracts the mean of all its inputs so far and divides by their standard deviation. It does what the
 * operator `standardize` does to records, but with states of the circuit, so that a runner computes it in one call with the
 * model. Steps update the states, with their own values included; reading, predicting and evaluating do not. The result is 0
 * where all values so far are equal.
 *
 * In `learn` and `learnRows`, the prediction of an example uses the statistics from before it, as that of `predictFirst` does,
 * so it depends on the past alone. The loss, and what is learned, use the statistics that count the example.
 *
 * - **Shape** `x: [d] → [d]`, `[batch, d] → [batch, d]`; each feature has its own statistics
 * - **Gradient** as if mean and deviation were constants
 * - **Throws** `ShapeError`, `DtypeError` for an input that is no float of these shapes with a fixed d; `ContractError` for a memory
 *   below 1
 * - **Source** Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979
 *
 * @example
 * learn(logisticRegression(input('x', [20]).pipe(runningStandardization()), label), sgd(), { runner: wasm({ fallback: true }) })
 */
export function runningStandardization(
  options?: RunningStandardizationOptions,
): <S extends Shape>(x: Node<S>) => Node<S> {
  const { name, memory: given } = optionsOf('runningStandardization', options, {
    memory: undefined,
    name: 'standardization',
  });
  if (given !== undefined && !(given >= 1))
    throw new ContractError('runningStandardization', 'memory must be at least 1', String(given), 'Try 1_000_000.');
  return <S extends Shape>(x: Node<S>) => {
    const now = nothingSeen(x as Node, name);
    const memory = given ?? (x.dtype === 'float32' ? 2 ** 20 : Infinity);
    const next = takenIn(now, x as Node, memory);
    return whenTraining(scaled(x as Node, next), scaled(x as Node, now)) as Node as Node<S>;
  };
}

function nothingSeen({ shape, dtype }: Node, name: string): Moments {
  const d = shape[shape.length - 1];
  if (typeof d !== 'number' || shape.length > 2)
    throw new ShapeError(
      'runningStandardization',
      [shape],
      'the shape must be [d] or [batch, d] with a fixed d',
      'Reshape it.',
    );
  if (dtype !== 'float32' && dtype !== 'float64')
    throw new DtypeError(
      'runningStandardization',
      [dtype],
      'the input must be float32 or float64',
      'Convert it with cast.',
    );
  const zeros = (part: string, sizes: readonly number[]): Node =>
    state(tensor(allocate(dtype, sizes[0] ?? 1), { shape: sizes }), { name: `${name}/${part}` }) as Node;
  return { count: zeros('count', []), mean: zeros('mean', [d]), variance: zeros('variance', [d]) };
}

/** Returns the moments with some more rows, with the rules by which a step writes them. */
export function takenIn(now: Moments, x: Node, memory: number): Moments {
  const batched = x.shape.length === 2;
  const rows: Node | number = batched ? count(x, [0]) : 1;
  const center: Node = batched ? mean(x, { axes: 0 }) : x;
  const total: Node = add(now.count, rows);
  // The written values are also the used ones: a rule fires only if its value is used.
  const seen = write(now.count, memory === Infinity ? total : maximum(minimum(total, memory), rows));
  const share: Node = div(rows, seen);
  const difference: Node = sub(center, now.mean);
  const moved: Node = mul(difference, share);
  const fading: Node = sub(1, share);
  const between: Node = mul(fading, add(now.variance, mul(difference, moved)));
  const within: Node | undefined = batched ? mean(square(sub(x, center)), { axes: 0 }) : undefined;
  return {
    count: seen,
    mean: write(now.mean, add(now.mean, moved)),
    variance: write(now.variance, within === undefined ? between : add(between, mul(within, share))),
  };
}

function write(register: Node, next: Node): Node {
  return becomes(register as never, next as never) as Node;
}

function scaled(x: Node, { mean: center, variance }: Moments): Node {
  const spread: Node = greater(variance, 0);
  const deviation: Node = sqrt(where(spread, variance, 1));
  return where(spread, div(sub(x, stopGradient(center)), stopGradient(deviation)), 0);
}
