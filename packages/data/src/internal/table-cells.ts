import type { Table, TableColumn } from '../table.ts';
import { sizeOf, Tensor, type TypedArray } from '@thalweg/tensor';

/**
 * Returns a function of a row that returns the cell of a column in a record: a number or a tensor, a text, a view of a wider cell.
 */
export function cellsOf({ data, shape, dtype, categories, tensors }: TableColumn): (row: number) => unknown {
  if (categories !== undefined) return row => categories[data[row] as number] ?? null;
  const width = sizeOf(shape);
  if (tensors === true && dtype !== undefined)
    return row => new Tensor(shape, dtype, (data as TypedArray).subarray(row * width, (row + 1) * width));
  return shape.length > 0 ? widerCells(data, width) : row => data[row];
}

function widerCells(data: TableColumn['data'], width: number): (row: number) => unknown {
  return ArrayBuffer.isView(data)
    ? row => data.subarray(row * width, (row + 1) * width)
    : row => data.slice(row * width, (row + 1) * width);
}

/** Returns a function of a row of a table that returns its record. */
export function recordsIn({ columns }: Table): (row: number) => Record<string, unknown> {
  const cells = Object.entries(columns).map(([name, column]) => [name, cellsOf(column)] as const);
  return row => {
    const record: Record<string, unknown> = {};
    for (const [name, cell] of cells) record[name] = cell(row);
    return record;
  };
}
