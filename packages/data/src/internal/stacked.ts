import { printShape, sameShape, tensor, Tensor, type Sizes, type TensorLike } from '@thalweg/tensor';
import { printed, arrayOf } from '@thalweg/tensor/engine';
import { DataError } from '../data-error.ts';
import { storage } from './storage.ts';

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
  if (cellOf(first) !== undefined) return stackedColumn('collate', records, rowOf, recycle as Tensor | undefined);
  const names = fieldsOf(first, rowOf(0));
  const batch: Record<string, Tensor> = {};
  for (const name of names) {
    const values = records.map(record => (record as Record<string, unknown> | null | undefined)?.[name]);
    batch[name] = stackedColumn(
      `collate: field ${name}`,
      values,
      rowOf,
      (recycle as Record<string, Tensor> | undefined)?.[name],
    );
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

/** Returns the cells of a field of some records as one tensor. Throws {@link DataError} for cells that cannot be stacked. */
export function stackedColumn(
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
  const all = storage(recycle, dtype, values.length, shape);
  values.forEach((value, index) => {
    const cell = index === 0 ? first : cellOf(value);
    if (cell?.dtype !== dtype || !sameShape(cell.shape, shape)) {
      const row = rowOf(index);
      const given = `${describe(value)} in row ${row}`;
      const requirement = `must be alike in all records, ${describe(first)} as in the first`;
      throw new DataError(label, requirement, given, 'Pad, cut or convert it first.', { row });
    }
    if (shape.length === 0) all.data[index] = cell.item();
    else all.data.set(cell.data, index * cell.size);
  });
  return all;
}

/** Returns a field's value as a tensor, or undefined if it cannot be one. */
function cellOf(value: unknown): Tensor | undefined {
  if (value instanceof Tensor) return value;
  const numbers = Array.isArray(value) && value.every(element => typeof element === 'number');
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  return numbers || scalar || (ArrayBuffer.isView(value) && 'BYTES_PER_ELEMENT' in value)
    ? tensor(value as TensorLike)
    : undefined;
}

function refused(label: string, requirement: string, given: unknown, row: number): DataError {
  return new DataError(
    label,
    requirement,
    describe(given),
    'Map it to numbers first, as columnTransformer of @thalweg/features does.',
    { row },
  );
}

function describe(value: unknown): string {
  const cell = cellOf(value);
  if (cell !== undefined) return `${cell.dtype} ${printShape(cell.shape)}`;
  return value === null ? 'null' : Array.isArray(value) ? 'an array of other things' : `a ${typeof value}`;
}
