import { sizeOf } from '@thalweg/tensor';
import type { Table, TableColumn } from '../table.ts';

/** Returns the rows `from … to − 1` of a table. Typed arrays are shared. */
export function sliceTable(table: Table, from: number, to: number): Table {
  if (from === 0 && to === table.rows) return table;
  const columns = Object.entries(table.columns).map(([name, column]) => [name, sliceColumn(column, from, to)] as const);
  return { rows: to - from, columns: Object.fromEntries(columns) };
}

function sliceColumn(column: TableColumn, from: number, to: number): TableColumn {
  const { data, shape } = column;
  const width = sizeOf(shape);
  const [start, end] = [from * width, to * width];
  return { ...column, data: ArrayBuffer.isView(data) ? data.subarray(start, end) : data.slice(start, end) };
}
