import { fromColumns, type Dataset } from '@thalweg/data';
import type { FeatureColumn, FeatureTable } from './feature-table.ts';

/** Returns a dataset of some rows of a table, which rise. Rows without a gap are not copied. */
export function rowsOf(table: FeatureTable, rows: Uint32Array): Dataset<object> {
  const columns = Object.entries(table).map(([name, column]) => [name, selected(column, rows)]);
  return fromColumns(Object.fromEntries(columns) as FeatureTable, { name: 'flights' });
}

function selected({ data, shape }: FeatureColumn, rows: Uint32Array): FeatureColumn {
  const size = shape[0] ?? 1;
  const [first, last] = [rows.at(0)!, rows.at(-1)!];
  if (last - first + 1 === rows.length) return { data: data.subarray(first * size, (last + 1) * size), shape };
  const some = new (data.constructor as new (length: number) => typeof data)(rows.length * size);
  rows.forEach((row, at) => some.set(data.subarray(row * size, (row + 1) * size), at * size));
  return { data: some, shape };
}
