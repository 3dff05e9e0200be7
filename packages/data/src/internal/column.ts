import {
  allocate,
  dtypeOf,
  printShape,
  sizeOf,
  Tensor,
  type DType,
  type Sizes,
  type TypedArray,
} from '@thalweg/tensor';
import { stillThere } from '@thalweg/tensor/engine';
import type { ColumnLike, ShapedColumn } from '../column-like.ts';
import { DataError } from '../data-error.ts';
import { checkElement, plainColumn, type Elements } from './plain-column.ts';

/** A stored column: `rows` rows of `width` elements. */
export interface Column {
  readonly name: string;
  /** The elements before conversion. */
  readonly given: TypedArray | readonly number[];
  readonly data: TypedArray;
  readonly dtype: DType;
  /** The shape of a row, `[]` for scalars. */
  readonly shape: Sizes;
  readonly width: number;
  readonly rows: number;
}

/** Reads a column of the user. Typed arrays of the right dtype are used without a copy. */
export function readColumn(source: string, name: string, given: ColumnLike): Column {
  const what = `${source}: column ${name}`;
  const { elements, shape, dtype } = parts(what, source, given);
  if (!shape.every(length => Number.isInteger(length) && length > 0))
    throw new DataError(
      what,
      'the sizes of a row must be positive integers',
      printShape(shape),
      'Give shape: [784] for rows of 784 elements, [] for scalars.',
      { source },
    );
  const width = sizeOf(shape),
    rows = elements.length / width;
  if (!Number.isInteger(rows))
    throw new DataError(
      what,
      `the number of elements must be a multiple of ${width}, the size of a row`,
      `${elements.length}`,
      'Check the shape, or whether the data was cut off.',
      { source },
    );
  if (rows === 0 && ArrayBuffer.isView(elements)) stillThere(what, elements);
  const data = stored(what, source, elements, dtype, width);
  return { name, given: elements, data, dtype: dtypeOf(data), shape, width, rows };
}

function parts(what: string, source: string, given: ColumnLike): Elements {
  if (given instanceof Tensor) {
    if (given.shape.length === 0)
      throw new DataError(what, 'a tensor must have an axis of rows', 'a scalar', 'Give one element for each row.', {
        source,
      });
    return { elements: given.data, shape: (given.shape as Sizes).slice(1), dtype: given.dtype };
  }
  if (Array.isArray(given)) return plainColumn(what, source, given);
  if (isTyped(given)) return { elements: given, shape: [], dtype: undefined };
  const { data, shape = [], dtype } = (given ?? {}) as Partial<ShapedColumn>;
  if (Array.isArray(data)) for (const [at, value] of data.entries()) checkElement(what, source, value, at);
  if (Array.isArray(data) || isTyped(data)) return { elements: data, shape, dtype };
  throw new DataError(
    what,
    'the elements must be an array of numbers, a Float32Array, Float64Array, Int32Array or Uint8Array',
    kindOf(data ?? given),
    'Convert them, for example with Float32Array.from(…).',
    { source },
  );
}

function stored(
  what: string,
  source: string,
  elements: TypedArray | readonly number[],
  dtype: DType | undefined,
  width: number,
): TypedArray {
  const kind = dtype ?? (ArrayBuffer.isView(elements) ? dtypeOf(elements) : 'float32');
  if (kind === 'bool') {
    const wrong = (elements as ArrayLike<number> & { findIndex: Uint8Array['findIndex'] }).findIndex(
      element => Number(element) !== 0 && Number(element) !== 1,
    );
    if (wrong >= 0) {
      const row = Math.floor(wrong / width);
      throw new DataError(
        what,
        'bytes are booleans and must be 0 or 1',
        `${elements[wrong]} in row ${row}`,
        "Give numbers another dtype: { data, dtype: 'float32' }.",
        { source, row },
      );
    }
  }
  if (ArrayBuffer.isView(elements) && dtypeOf(elements) === kind) return elements;
  const data = allocate(kind, elements.length);
  data.set(elements);
  return data;
}

function isTyped(given: unknown): given is TypedArray {
  return (
    given instanceof Float32Array ||
    given instanceof Float64Array ||
    given instanceof Int32Array ||
    given instanceof Uint8Array
  );
}

function kindOf(given: unknown): string {
  return typeof given === 'object' && given !== null ? (given.constructor?.name ?? 'an object') : String(given);
}
