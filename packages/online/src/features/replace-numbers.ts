import { DataError } from '@thalweg/data';
import { allocate, ContractError } from '@thalweg/tensor';
import { arrayOf } from '@thalweg/tensor/engine';
import type { Json } from '@thalweg/train';
import { checkField, copyOf } from '../records/fields.ts';
import type { MissingFields } from '../records/first-record.ts';
import { fitNames } from '../state/differences.ts';
import type { OtherSettings } from '../state/other-settings.ts';
import type { Accumulator } from '../statistics/accumulator.ts';
import type { Moments } from '../statistics/moments.ts';
import { feature } from './feature.ts';
import type { NumericFeature } from './numeric-feature.ts';

/** The parts of an operator that learns from each number of a field and replaces it. */
export interface NumericParts {
  readonly name: string;
  readonly missing: MissingFields;
  readonly cells: Accumulator;
  /** Returns the options of the function that makes it again. Throws `ContractError` for one that has no JSON. */
  readonly options: () => Readonly<Record<string, Json>>;
  /** Returns what is known of the numbers of the accumulator that begins at `at`. */
  readonly summary: (cells: Float64Array, at: number) => Readonly<Record<string, number>>;
  readonly put: (x: number, cells: Float64Array, at: number) => number;
  /** Fills in a field that is missing or null too, as if its numbers were NaN. */
  readonly fills?: boolean;
}

/** For each field, an accumulator for each of its numbers. */
interface State {
  readonly cells: Map<string, Float64Array>;
}

/** Returns an operator for numbers and vectors of numbers. */
export function replaceNumbers<F extends string>(fields: F | readonly F[], parts: NumericParts): NumericFeature<F> {
  const { name, cells, put, fills = false, missing, options, summary } = parts;
  const names = typeof fields === 'string' ? [fields] : arrayOf(name, 'fields', fields);
  checkFields(name, names);
  const { size } = cells;
  const none = allocate('float64', size) as Float64Array;
  const replaced = (known: Float64Array | undefined, value: unknown): number | Float64Array => {
    const vector = isVector(value) ? value : [];
    const length = vector.length || (known === undefined ? 1 : known.length / size);
    if (length === 1 && !isVector(value)) return put(numberOf(value), known ?? none, 0);
    const all = new Float64Array(length);
    const step = known === undefined ? 0 : size;
    for (let i = 0; i < length; i++) all[i] = put(numberOf(vector[i]), known ?? none, i * step);
    return all;
  };
  return feature<State>({
    name,
    fields: names,
    missing,
    settings: { fields: names, of: cells.settings },
    given: () => [[...names], options()],
    summary: state =>
      Object.fromEntries([...state.cells].map(([field, all]) => [field, summaryOf(all, size, summary)])),
    evolve: (state, change) => fittingFields(state, names, cells, change),
    initial: () => ({ cells: new Map() }),
    checkState(state, is) {
      for (const [field, all] of state.cells) {
        is.must(names.includes(field as F), `cells must be of ${names.join(', ')}`, field);
        const whole = (all as unknown) instanceof Float64Array && all.length > 0 && all.length % size === 0;
        is.must(whole, `the cells of '${field}' must be ${size} float64 numbers for each element`, all);
        for (let at = 0; at < all.length; at += size) cells.checkAt?.(all, at, is);
      }
    },
    check(state, record) {
      for (const field of names) {
        const known = state.cells.get(field);
        checkNumbers(name, field, record[field], known === undefined ? undefined : known.length / size);
      }
    },
    learn(state, record) {
      for (const field of names) learnNumbers(state.cells, field, record[field], cells);
    },
    transform(state, record) {
      const copy = copyOf(record);
      for (const field of names) {
        const missing = record[field] === undefined || record[field] === null;
        if (missing && !fills) continue;
        const put = replaced(state.cells.get(field), record[field]);
        if (!missing || !Number.isNaN(put)) copy[field] = put;
      }
      return copy;
    },
  }) as unknown as NumericFeature<F>;
}

/** The most elements of a vector in a summary. */
const MOST_ELEMENTS = 100;

/** Returns what is known of a field: one record of a number, a list of them of a vector. What is unknown is left out. */
function summaryOf(all: Float64Array, size: number, summary: NumericParts['summary']): Json {
  const elements = Array.from({ length: Math.min(MOST_ELEMENTS, all.length / size) }, (_, i) =>
    Object.fromEntries(Object.entries(summary(all, i * size)).filter(([, x]) => Number.isFinite(x))),
  );
  return all.length === size ? elements[0]! : elements;
}

/** Returns the accumulators of the fields that are left. */
function fittingFields(
  { cells }: State,
  names: readonly string[],
  { settings }: Accumulator,
  { was, ...change }: OtherSettings,
): State | undefined {
  const then = was as unknown as { readonly fields: readonly string[]; readonly of: Json };
  if (JSON.stringify(then.of) !== JSON.stringify(settings)) return undefined;
  fitNames(names, then.fields, change);
  return { cells: new Map([...cells].filter(([field]) => names.includes(field))) };
}

function isVector(value: unknown): value is ArrayLike<unknown> {
  return typeof value === 'object' && value !== null;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : NaN;
}

/** Adds the numbers of a field to their accumulators, which exist from its first value on. */
function learnNumbers(
  known: Map<string, Float64Array>,
  field: string,
  value: unknown,
  { size, add }: Accumulator,
): void {
  if (value === undefined || value === null) return;
  const vector = isVector(value);
  let cells = known.get(field);
  if (cells === undefined) known.set(field, (cells = new Float64Array(vector ? size * value.length : size)));
  for (let at = 0, i = 0; at < cells.length; at += size, i++) {
    const x = numberOf(vector ? value[i] : value);
    if (!Number.isNaN(x)) add(cells, at, x);
  }
}

/**
 * Throws a `DataError` unless a field's value is a number or a vector of them, none infinite, and as many as before. NaN, and
 * null and undefined in a vector, stand for unknown numbers; a field that is missing or null is none.
 */
function checkNumbers(operator: string, field: string, value: unknown, length: number | undefined): void {
  if (value === undefined || value === null) return;
  const vector =
    typeof value === 'object' && (Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value));
  const found = vector ? (value as ArrayLike<unknown>).length : 1;
  for (let i = 0; i < found; i++) {
    const x = vector ? (value as ArrayLike<unknown>)[i] : value;
    if (typeof x === 'number' ? x - x === 0 || x !== x : vector && (x === null || x === undefined)) continue;
    throw new DataError(
      operator,
      `the field '${field}' must be a finite number, or a vector of these`,
      vector ? `${String(x)} at element ${i}` : String(x),
      'Leave such records out, or give NaN for an unknown number.',
    );
  }
  if (found === (length ?? found) && found > 0) return;
  throw new DataError(
    operator,
    length === undefined
      ? `the field '${field}' must have numbers`
      : `the field '${field}' must have ${length} numbers, as before`,
    String(found),
    'Give each record a vector of the same length.',
  );
}

/** Throws a `ContractError` unless there are fields, each named once. */
function checkFields(operator: string, names: readonly string[]): void {
  for (const name of names) checkField(operator, name);
  if (names.length === 0 || new Set(names).size < names.length)
    throw new ContractError(
      operator,
      'there must be fields, each named once',
      `[${names.join(', ')}]`,
      'Name the fields with numbers.',
    );
}

/** Returns the parts of an operator that standardizes by these moments. */
export function standardizing(
  name: string,
  moments: Moments,
  missing: MissingFields,
  options: NumericParts['options'],
): NumericParts {
  return {
    name,
    missing,
    cells: moments,
    options,
    summary: (cells, at) => ({ mean: moments.mean(cells, at), deviation: Math.sqrt(moments.variance(cells, at)) }),
    put(x, cells, at) {
      const variance = moments.variance(cells, at);
      if (variance > 0) return (x - moments.mean(cells, at)) / Math.sqrt(variance);
      return Number.isNaN(x) ? NaN : 0;
    },
  };
}
