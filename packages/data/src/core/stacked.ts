import {
  printShape,
  sameShape,
  type Sizes,
  sizeOf,
  tensor,
  Tensor,
  type TensorLike,
  type TypedArray,
} from '@thalweg/tensor';
import { arrayOf, printed, recycled } from '@thalweg/tensor/engine';
import { DataError } from './data-error.ts';
import { Pixels } from './pixels.ts';
import { filledUp, fillOf } from './sparse-fields.ts';

/** The storage that a batch may use again, and the row numbers of its records. */
export interface Stacking {
  readonly recycle?: unknown;
  readonly rowOf: (index: number) => number;
}

/** Returns records stacked into one batch. Throws {@link DataError} for a field that cannot be stacked. */
export function stacked(records: readonly unknown[], { recycle, rowOf }: Stacking): unknown {
  const [first] = arrayOf('collate', 'records', records);
  if (first === undefined)
    throw new DataError('collate', 'there must be at least one record', 'none', 'Leave out empty batches.');
  if (first instanceof Pixels || cellOf(first) !== undefined)
    return stackedColumn('collate', records, { rowOf, recycle: recycle as Stacked | undefined });
  const names = fieldsOf(first, rowOf(0));
  const batch: Record<string, Stacked> = {};
  for (const name of names) {
    const values = records.map(record => (record as Record<string, unknown> | null | undefined)?.[name]);
    batch[name] = stackedColumn(`collate: field ${name}`, values, {
      rowOf,
      recycle: (recycle as Record<string, Stacked> | undefined)?.[name],
      fill: fillOf(name, first as object),
    });
  }
  return batch;
}

/** Returns the names of the fields of a record. */
function fieldsOf(record: unknown, row: number): string[] {
  if (typeof record !== 'object' || record === null)
    throw refused('collate', 'records must be objects or numbers', record, row);
  const names = Object.keys(record);
  const kind = printed(record);
  if (names.length === 0 && kind !== 'Object')
    throw new DataError('collate', 'a record must have own fields', `${kind} in row ${row}`, adviceOn(record), {
      row,
    });
  return names;
}

function adviceOn(record: object): string {
  if ('then' in record) return 'Await it before, as with concatMap(promise => promise).';
  return record instanceof Map
    ? 'Convert it before, with map(Object.fromEntries).'
    : 'Map it to a plain object before.';
}

/** A field of a batch. */
export type Stacked = Tensor | Pixels;

/** The storage and row numbers of a column, and what fills up vectors of different lengths, if they may differ. */
interface ColumnStacking extends Stacking {
  readonly recycle: Stacked | undefined;
  readonly fill?: number | undefined;
}

/**
 * Returns the cells of a field of some records as one tensor, or one block of pixels. Throws {@link DataError} for cells that cannot
 * be stacked.
 */
export function stackedColumn(
  label: string,
  values: readonly unknown[],
  { rowOf, recycle: old, fill }: ColumnStacking,
): Stacked {
  if (values[0] instanceof Pixels) return stackedPixels(label, values, rowOf, old);
  const recycle = old instanceof Tensor ? old : undefined;
  const plain = typeof values[0] === 'number' ? stackedNumbers(values as readonly number[], recycle) : undefined;
  if (plain !== undefined) return plain;
  const first = cellOf(values[0]);
  if (first === undefined) throw refused(label, ELEMENTS, values[0], rowOf(0));
  const { dtype } = first;
  const shape = first.shape as Sizes;
  const filled = fill === undefined ? undefined : filledUp(values, first, fill, recycle);
  if (filled !== undefined) return filled;
  const all = recycled(recycle, dtype, values.length, shape);
  values.forEach((value, index) => {
    const cell = index === 0 ? first : cellOf(value);
    if (cell?.dtype !== dtype || !sameShape(cell.shape, shape)) {
      const row = rowOf(index);
      if (cell === undefined) throw refused(label, ELEMENTS, value, row);
      const given = `${describe(value)} in row ${row}`;
      const requirement = `must be alike in all records, ${describe(first)} as in the first`;
      throw new DataError(label, requirement, given, 'Pad, cut or convert it first.', { row });
    }
    if (shape.length === 0) all.data[index] = cell.item();
    else all.data.set(cell.data, index * cell.size);
  });
  return all;
}

/** Returns images of one size as a block, in the storage of another block if it fits. */
function stackedPixels(
  label: string,
  values: readonly unknown[],
  rowOf: (index: number) => number,
  recycle: Stacked | undefined,
): Pixels {
  const { shape, data } = values[0] as Pixels;
  const refusedAt = (index: number, requirement: string, advice: string): DataError => {
    const row = rowOf(index);
    return new DataError(label, requirement, `${describe(values[index])} in row ${row}`, advice, { row });
  };
  if (shape.length === 4)
    throw refusedAt(0, 'must be one image in each record', 'Batch images, and blocks of them not again.');
  const all = pixelBlock(values.length, shape, recycle);
  values.forEach((value, index) => {
    if (!(value instanceof Pixels) || !sameShape(value.shape, shape)) {
      const requirement = `must be alike in all records, ${describe(values[0])} as in the first`;
      throw refusedAt(index, requirement, 'Resize or crop the images to one size first.');
    }
    all.data.set(value.data, index * data.length);
  });
  return all;
}

/** Returns a block for so many images of a shape: the old one if it fits. */
export function pixelBlock(count: number, image: Sizes, old: Stacked | undefined): Pixels {
  const shape = [count, ...image];
  return old instanceof Pixels && sameShape(old.shape, shape) ? old : new Pixels(shape, new Uint8Array(sizeOf(shape)));
}

/** Returns numbers as a column; `undefined` if one of the values is no number. */
function stackedNumbers(values: readonly unknown[], recycle: Tensor | undefined): Tensor | undefined {
  for (let row = 0; row < values.length; row++) if (typeof values[row] !== 'number') return undefined;
  const all = recycled(recycle, 'float32', values.length, []);
  const { data } = all;
  for (let row = 0; row < values.length; row++) data[row] = values[row] as number;
  return all;
}

const ELEMENTS = 'must be a number, boolean, array of numbers or tensor';

/** Returns a field's value as a tensor, or undefined if it cannot be one. */
function cellOf(value: unknown): Tensor | undefined {
  if (value instanceof Tensor) return value;
  const numbers = Array.isArray(value) && value.every(element => typeof element === 'number');
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  if (value instanceof Uint8Array && value.some(byte => byte > 1)) return undefined;
  return numbers || scalar || isTyped(value) ? tensor(value as TensorLike) : undefined;
}

function isTyped(value: unknown): value is TypedArray {
  return (
    value instanceof Float32Array ||
    value instanceof Float64Array ||
    value instanceof Int32Array ||
    value instanceof Uint8Array
  );
}

function refused(label: string, requirement: string, given: unknown, row: number): DataError {
  const at = Array.isArray(given) ? given.findIndex(element => typeof element !== 'number') : -1;
  const value: unknown = at < 0 ? given : (given as readonly unknown[])[at];
  const place = `${at < 0 ? '' : ` at element ${at}`} in row ${row}`;
  const words = at < 0 ? describe(value) : Array.isArray(value) ? 'an array' : printed(value);
  return new DataError(label, requirement, `${words}${place}`, adviceFor(given, value), { row });
}

function adviceFor(given: unknown, value: unknown): string {
  if (value instanceof Uint8Array || value instanceof Uint8ClampedArray)
    return 'Scale bytes first: Float32Array.from(bytes, byte => byte / 255).';
  if (ArrayBuffer.isView(value)) return 'Convert it, as by Float32Array.from(values).';
  if (value === null || value === undefined) return 'Fill it in, or leave such rows out with filter.';
  if (Array.isArray(value) && Array.isArray(given)) return 'Give nested arrays as a tensor: tensor(rows).';
  return 'Map it to numbers first, as columnTransformer of features does, or leave the field out.';
}

function describe(value: unknown): string {
  if (value instanceof Pixels) return `pixels ${printShape(value.shape)}`;
  if (value instanceof Uint8Array) return `a byte of ${value.find(byte => byte > 1) ?? 0}`;
  const cell = cellOf(value);
  if (cell !== undefined) return `${cell.dtype} ${printShape(cell.shape)}`;
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : printed(value);
}
