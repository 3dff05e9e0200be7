import { safetensorsParts, type Stored, tensor, type Tensor, type TypedArray } from '@thalweg/tensor';
import { type InPieces, MOST_LEVELS } from '@thalweg/tensor/engine';
import { ARRAY, CHECKSUM_LENGTH, excessOf, FORMAT, NUMBER } from './file-format.ts';
import type { Json, Saved } from './savable.ts';
import { StateError } from './state-error.ts';

/** A snapshot, or one whose tensors are read piece by piece. */
export interface Encodable {
  readonly version: number;
  readonly parts: Readonly<
    Record<string, { readonly tensors: Readonly<Record<string, Tensor | InPieces>>; readonly values: Saved['values'] }>
  >;
}

/**
 * Yields the bytes of a snapshot's file, part by part, with zeros as digits of the checksum. It copies no elements. It
 * yields often enough, with empty parts if need be, that between two of them only a few milliseconds pass.
 *
 * - **Throws** {@link StateError} as `encodeSnapshot` does
 */
export function* snapshotParts({ version, parts }: Encodable): Generator<Uint8Array, void, undefined> {
  if (!Number.isSafeInteger(version) || version < 1)
    throw new StateError(
      'encodeSnapshot',
      'the version must be a positive whole number',
      String(version),
      'Use snapshot().',
    );
  const slashed = Object.keys(parts).find(part => part.includes('/'));
  if (slashed !== undefined)
    throw new StateError('encodeSnapshot', 'the name of a part must have no slash', slashed, 'Use a dot.');
  const values = Object.fromEntries(Object.entries(parts).map(([part, { values }]) => [part, values]));
  const stored: [string, Stored | InPieces][] = Object.entries(parts).flatMap(([part, { tensors }]) =>
    Object.entries(tensors).map(([name, tensor]): [string, Stored | InPieces] => [`${part}/${name}`, tensor]),
  );
  const arrays: TypedArray[] = [];
  const text: string[] = [];
  let length = 0;
  for (const printed of printValues(values, arrays)) {
    text.push(printed);
    length += printed.length;
    yield NOTHING;
  }
  const excess = length > LONG ? excessOf(text.join('')) : undefined;
  if (excess !== undefined)
    throw new StateError('encodeSnapshot', `the values must ${excess}`, 'more', 'Keep them in typed arrays.');
  // No tensor of a part is called so: its name has a slash.
  arrays.forEach((array, i) => stored.push([`$${i}`, array instanceof Uint8Array ? array : tensor(array)]));
  yield* safetensorsParts(Object.fromEntries(stored), {
    checksum: '0'.repeat(CHECKSUM_LENGTH),
    format: FORMAT,
    values: text,
    version: String(version),
  });
}

const NOTHING = /* @__PURE__ */ new Uint8Array();

/** The values of a shorter text fit into the memory that they may take: it is at most 28 times their letters. */
const LONG = 2 ** 25;

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
function* printValues(values: unknown, arrays: TypedArray[]): Generator<string, void, undefined> {
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
      `more at ${shownAt(path).slice(0, 40)}…`,
      'Does an object contain itself?',
    );
  if (Array.isArray(value)) return value as unknown[];
  if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value) as null))
    return value!;
  throw new StateError(
    'encodeSnapshot',
    'values must be plain: null, booleans, numbers, strings, arrays and objects of them',
    `${typeof value === 'object' ? value!.constructor.name : typeof value} at ${shownAt(path)}`,
    'Keep tensors among the tensors; write anything else as a string.',
  );
}

function isTypedArray(value: unknown): value is TypedArray {
  return [Float32Array, Float64Array, Int32Array, Uint8Array].some(kind => value instanceof kind);
}

function escaped(key: string): string {
  return key.startsWith('$') ? `$${key}` : key;
}

function shownAt(path: readonly (string | number)[]): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('');
}
