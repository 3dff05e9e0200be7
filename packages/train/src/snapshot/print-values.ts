import type { TypedArray } from '@thalweg/tensor';
import { MOST_LEVELS } from '@thalweg/tensor/engine';
import type { Json } from './savable.ts';
import { StateError } from './state-error.ts';
import { ARRAY, NUMBER } from './values-format.ts';

/** The values that are printed without a turn for others: less than a millisecond of work. */
const FEW = 1000;
/** The characters after which text is yielded. */
const PART = 16_384;

/**
 * Yields plain values as JSON, part by part, in which every number survives: NaN, ±Infinity and −0 are written as
 * `{"$number":"NaN"}`. A key that begins with `$` gets a second `$`. Typed arrays are added to `arrays`, and written as
 * `{"$array":0}`, by their index there.
 *
 * - **Throws** {@link StateError} for a value that is not plain, with its path, and for too many levels
 */
export function* printValues(values: unknown, arrays: TypedArray[]): Generator<string, void, undefined> {
  const path: (string | number)[] = [];
  let text = '';
  function* print(value: unknown): Generator<string, void, undefined> {
    if (text.length > PART) {
      yield text;
      text = '';
    }
    if (isFew(value)) return void (text += JSON.stringify(written(value, path, arrays)));
    const list = Array.isArray(value);
    const entries = list ? value.entries() : Object.entries(checked(value, path));
    let separator = list ? '[' : '{';
    for (const [key, item] of entries as Iterable<[string | number, unknown]>) {
      text += list ? separator : `${separator}${JSON.stringify(escaped(key as string))}:`;
      separator = ',';
      path.push(key);
      yield* print(item);
      path.pop();
    }
    text += list ? ']' : '}';
  }
  yield* print(values);
  yield text;
}

/** Returns whether a value consists of few values. It looks at no more than these. */
function isFew(value: unknown): boolean {
  let left = FEW;
  const count = (value: unknown): boolean => {
    if (--left < 0) return false;
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return true;
    if (Array.isArray(value)) return value.length <= left && value.every(count);
    for (const name in value) if (!count((value as Record<string, unknown>)[name])) return false;
    return true;
  };
  return count(value);
}

function written(value: unknown, path: (string | number)[], arrays: TypedArray[]): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { [NUMBER]: Object.is(value, -0) ? '-0' : String(value) };
  if (isTypedArray(value)) return { [ARRAY]: arrays.push(value) - 1 };
  const at = (key: string | number, item: unknown): Json => {
    path.push(key);
    const json = written(item, path, arrays);
    path.pop();
    return json;
  };
  const plain = checked(value, path);
  // A hole is undefined, which `map` would pass over.
  if (Array.isArray(plain)) return Array.from(plain, (item, index) => at(index, item));
  return Object.fromEntries(Object.entries(plain).map(([key, field]) => [escaped(key), at(key, field)]));
}

/** Returns a list or an object without a class. */
function checked(value: unknown, path: readonly (string | number)[]): object {
  if (path.length > MOST_LEVELS)
    throw new StateError(
      'encodeSnapshot',
      `values must have at most ${MOST_LEVELS} levels`,
      `more at ${shown(path).slice(0, 40)}…`,
      'Does an object contain itself?',
    );
  if (Array.isArray(value)) return value as unknown[];
  if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value) as null))
    return value!;
  throw new StateError(
    'encodeSnapshot',
    'values must be plain: null, booleans, numbers, strings, arrays and objects of them',
    `${typeof value === 'object' ? value!.constructor.name : typeof value} at ${shown(path)}`,
    'Keep tensors among the tensors; write anything else as a string.',
  );
}

function isTypedArray(value: unknown): value is TypedArray {
  return [Float32Array, Float64Array, Int32Array, Uint8Array].some(kind => value instanceof kind);
}

function escaped(key: string): string {
  return key.startsWith('$') ? `$${key}` : key;
}

function shown(path: readonly (string | number)[]): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('');
}
