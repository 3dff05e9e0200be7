import { printShape, sameShape, tensor, Tensor, type Sizes, type TypedArray } from '@thalweg/tensor';
import { DataError } from './data-error.ts';
import { storage } from './internal/storage.ts';

/** The values that a field of a record may have. */
export type Field = number | boolean | TypedArray | readonly number[] | Tensor;

/** Records stacked: a tensor with a leading axis of rows for each field, or a single one for bare values. */
export type Batch<T> = T extends Field ? Tensor : { [K in keyof T]: Tensor };

/** Options of {@link collate}. */
export interface CollateOptions<T> {
  /** A batch that is no longer used: its storage is reused if it fits. */
  readonly recycle?: Batch<T> | undefined;
  /** Returns the row number of a record for messages; its index by default. */
  readonly rowOf?: ((index: number) => number) | undefined;
}

/**
 * Stacks records field by field into one batch.
 *
 * - **Shape** a number or boolean → `[rows]`, `k` numbers → `[rows, k]`, a tensor `[…] → [rows, …]`
 * - **dtype** of typed arrays and tensors stays; booleans become `bool`, numbers `float32`
 * - **Throws** {@link DataError} if a field cannot be stacked or differs in shape or dtype between records
 *
 * @example
 * collate([{ x: [1, 2], y: 0 }, { x: [3, 4], y: 1 }]).x.toArray() // => [[1, 2], [3, 4]]
 */
export function collate<T>(
  records: readonly T[],
  { recycle, rowOf = index => index }: CollateOptions<T> = {},
): Batch<T> {
  const [first] = records;
  if (first === undefined)
    throw new DataError('collate', 'there must be at least one record', 'none', 'Leave out empty batches.');
  if (cellOf(first) !== undefined) return column('collate', records, rowOf, recycle as Tensor | undefined) as Batch<T>;
  if (typeof first !== 'object') throw refused('collate', 'records must be objects or numbers', first, rowOf(0));
  const batch: Record<string, Tensor> = {};
  for (const name of Object.keys(first as object)) {
    const values = records.map(record => (record as Record<string, unknown>)[name]);
    batch[name] = column(
      `collate: field ${name}`,
      values,
      rowOf,
      (recycle as Record<string, Tensor> | undefined)?.[name],
    );
  }
  return batch as Batch<T>;
}

function column(
  label: string,
  values: readonly unknown[],
  rowOf: (index: number) => number,
  recycle: Tensor | undefined,
): Tensor {
  const first = cellOf(values[0]);
  if (first === undefined)
    throw refused(label, 'must be a number, boolean, array of numbers or tensor', values[0], rowOf(0));
  const { dtype } = first;
  const shape = first.shape as Sizes;
  const stacked = storage(recycle, dtype, values.length, shape);
  values.forEach((value, index) => {
    const cell = index === 0 ? first : cellOf(value);
    if (cell?.dtype !== dtype || !sameShape(cell.shape, shape)) {
      const row = rowOf(index);
      const given = `${describe(value)} in row ${row}`;
      const requirement = `must be alike in all records, ${describe(first)} as in the first`;
      throw new DataError(label, requirement, given, 'Pad, cut or convert it first.', { row });
    }
    if (shape.length === 0) stacked.data[index] = cell.item();
    else stacked.data.set(cell.data, index * cell.size);
  });
  return stacked;
}

/** Returns a field's value as a tensor, or undefined if it cannot be one. */
function cellOf(value: unknown): Tensor | undefined {
  if (value instanceof Tensor) return value;
  const numbers = Array.isArray(value) && value.every(element => typeof element === 'number');
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  return numbers || scalar || (ArrayBuffer.isView(value) && 'BYTES_PER_ELEMENT' in value)
    ? tensor(value as Field)
    : undefined;
}

function refused(label: string, requirement: string, given: unknown, row: number): DataError {
  return new DataError(label, requirement, describe(given), 'Map it to numbers first.', { row });
}

function describe(value: unknown): string {
  const cell = cellOf(value);
  if (cell !== undefined) return `${cell.dtype} ${printShape(cell.shape)}`;
  return value === null ? 'null' : Array.isArray(value) ? 'an array of other things' : `a ${typeof value}`;
}
