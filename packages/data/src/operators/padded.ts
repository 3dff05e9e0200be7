import { allocate, sameShape, sizeOf, tensor, Tensor, type Sizes, type TensorLike } from '@thalweg/tensor';
import { DataError } from '../core/data-error.ts';
import { stacked } from '../core/stacked.ts';

/** The rule by which fields are padded. */
export interface Padding {
  /** The value at padded places; one for each field, or the same for all. */
  readonly pad: number | Readonly<Record<string, number>>;
  /** The fields that may be padded; all fields if undefined. */
  readonly fields: readonly string[] | undefined;
  /** Sizes are rounded up to a multiple of this number. */
  readonly multipleOf: number;
}

/** Returns records stacked into one batch, with padded fields. `first` is the number of the first record, for messages. */
export function paddedStack(
  name: string,
  records: readonly unknown[],
  padding: Padding,
  rowOf: (at: number) => number,
): unknown {
  const [first] = records;
  if (!isRecord(first)) return stacked(paddedCells(name, records, padding, undefined, rowOf), { rowOf });
  const padded = records.map(record => ({ ...(record as object) }) as Record<string, unknown>);
  for (const field of padding.fields ?? Object.keys(first)) {
    const cells = paddedCells(
      name,
      padded.map(record => record[field]),
      padding,
      field,
      rowOf,
    );
    cells.forEach((cell, at) => (padded[at]![field] = cell));
  }
  return stacked(padded, { rowOf });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !isVector(value) && !(value instanceof Tensor);
}

function isVector(value: unknown): boolean {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

/** Returns the values of a field, all with the largest shape among them. Numbers stay as they are. */
function paddedCells(
  name: string,
  values: readonly unknown[],
  { pad, multipleOf }: Padding,
  field: string | undefined,
  rowOf: (at: number) => number,
): readonly unknown[] {
  if (!values.every(value => isVector(value) || value instanceof Tensor)) return values;
  const cells = values.map(value => (value instanceof Tensor ? value : tensor(value as TensorLike)));
  const rank = cells[0]!.shape.length;
  const wrong = cells.findIndex(({ shape }) => shape.length !== rank);
  if (wrong >= 0)
    throw new DataError(
      field === undefined ? name : `${name}: field ${field}`,
      `all values must have ${rank} axes, as the first`,
      `${cells[wrong]!.shape.length} in row ${rowOf(wrong)}`,
      'Reshape them first.',
      { row: rowOf(wrong) },
    );
  const shape = Array.from({ length: rank }, (_, axis) => largest(cells, axis, multipleOf));
  const value = typeof pad === 'number' ? pad : (pad[field ?? ''] ?? 0);
  return cells.map(cell => (sameShape(cell.shape as Sizes, shape) ? cell : padTo(cell as Tensor<Sizes>, shape, value)));
}

function largest(cells: readonly Tensor[], axis: number, multipleOf: number): number {
  const size = cells.reduce((largest, { shape }) => Math.max(largest, (shape as Sizes)[axis]!), 0);
  return Math.ceil(size / multipleOf) * multipleOf;
}

function padTo({ shape, dtype, data }: Tensor<Sizes>, to: Sizes, value: number): Tensor {
  const padded = allocate(dtype, sizeOf(to)).fill(value);
  const copy = (axis: number, from: number, at: number): void => {
    const size = shape[axis]!;
    if (axis === to.length - 1) return void padded.set(data.subarray(from, from + size), at);
    const [step, stepTo] = [sizeOf((shape as Sizes).slice(axis + 1)), sizeOf(to.slice(axis + 1))];
    for (let i = 0; i < size; i++) copy(axis + 1, from + i * step, at + i * stepTo);
  };
  copy(0, 0, 0);
  return new Tensor(to, dtype, padded);
}
