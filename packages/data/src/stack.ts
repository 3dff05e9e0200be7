import {
  dtypeOf,
  printShape,
  sameShape,
  sizeOf,
  Tensor,
  type DType,
  type Sizes,
  type TypedArray,
} from '@thalweg/tensor';
import { DataError } from './data-error.ts';
import { storage } from './internal/storage.ts';

/** What one field of a record may hold. */
export type Field = number | boolean | TypedArray | readonly number[] | Tensor;

/** Records stacked: a tensor with a leading axis of rows for each field, or a single one for bare values. */
export type Batch<T> = T extends Field ? Tensor : { [K in keyof T]: Tensor };

/** Options of {@link stack}. */
export interface StackOptions<T> {
  /** A batch that nobody kept, whose storage is used again if it fits. */
  readonly recycle?: Batch<T> | undefined;
  /** The row number of a record in messages; its index when not given. */
  readonly rowOf?: ((index: number) => number) | undefined;
}

/**
 * Stacks records field by field.
 *
 * - **Shape** a number or boolean → `[rows]`, `k` numbers → `[rows, k]`, a tensor `[…] → [rows, …]`
 * - **dtype** of typed arrays and tensors stays; booleans give `bool`, numbers `float32`
 * - **Throws** {@link DataError} if a field cannot be stacked or differs in shape or dtype between records
 *
 * @example
 * stack([{ x: [1, 2], y: 0 }, { x: [3, 4], y: 1 }]).x.toArray() // => [[1, 2], [3, 4]]
 */
export function stack<T>(records: readonly T[], options: StackOptions<T> = {}): Batch<T> {
  const { recycle, rowOf = index => index } = options;
  const first = records[0];
  if (first === undefined)
    throw new DataError('stack', 'there must be at least one record', 'none', 'Leave out empty batches.');
  if (isField(first)) return column(records, record => record, '', rowOf, recycle as Tensor | undefined) as Batch<T>;
  if (typeof first !== 'object' || first === null)
    throw new DataError('stack', 'records must be objects or numbers', describe(first), 'Map them to numbers first.', {
      row: rowOf(0),
    });
  const old = recycle as Record<string, Tensor> | undefined;
  const batch: Record<string, Tensor> = {};
  for (const name of Object.keys(first))
    batch[name] = column(records, record => (record as Record<string, unknown>)[name], name, rowOf, old?.[name]);
  return batch as Batch<T>;
}

function column<T>(
  records: readonly T[],
  pick: (record: T) => unknown,
  name: string,
  rowOf: (index: number) => number,
  recycle: Tensor | undefined,
): Tensor {
  const label = name === '' ? 'stack' : `stack: field ${name}`;
  const first = pick(records[0]!);
  if (!isField(first))
    throw new DataError(
      label,
      'must be a number, boolean, array of numbers or tensor',
      describe(first),
      'Map it to numbers first.',
      { row: rowOf(0) },
    );
  const dtype = dtypeOfField(first),
    shape = shapeOfField(first),
    size = sizeOf(shape);
  const tensor = storage(recycle, dtype, records.length, shape);
  const { data } = tensor;
  for (let index = 0; index < records.length; index++) {
    const value = pick(records[index]!);
    if (!isField(value) || dtypeOfField(value) !== dtype || !sameShape(shapeOfField(value), shape))
      throw new DataError(
        label,
        `must be alike in all records, ${describe(first)} as in the first`,
        `${describe(value)} in row ${rowOf(index)}`,
        'Pad, cut or convert it first.',
        { row: rowOf(index) },
      );
    if (typeof value === 'number' || typeof value === 'boolean') data[index] = Number(value);
    else data.set(value instanceof Tensor ? value.data : value, index * size);
  }
  return tensor;
}

function isField(value: unknown): value is Field {
  if (typeof value === 'number' || typeof value === 'boolean' || value instanceof Tensor) return true;
  if (Array.isArray(value)) return value.every(element => typeof element === 'number');
  return (
    value instanceof Float32Array ||
    value instanceof Float64Array ||
    value instanceof Int32Array ||
    value instanceof Uint8Array
  );
}

function dtypeOfField(value: Field): DType {
  if (typeof value === 'boolean') return 'bool';
  if (value instanceof Tensor) return value.dtype;
  return ArrayBuffer.isView(value) ? dtypeOf(value) : 'float32';
}

function shapeOfField(value: Field): Sizes {
  if (value instanceof Tensor) return value.shape as Sizes;
  return typeof value === 'object' ? [value.length] : [];
}

function describe(value: unknown): string {
  if (!isField(value))
    return value === null ? 'null' : Array.isArray(value) ? 'an array of other things' : `a ${typeof value}`;
  return `${dtypeOfField(value)} ${printShape(shapeOfField(value))}`;
}
