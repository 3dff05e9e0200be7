import { oneOf, optionsOf, printed } from '@thalweg/tensor/engine';
import type { ColumnLike, RecordOf } from '../tables/column-like.ts';
import { DataError } from '../core/data-error.ts';
import type { Dataset } from '../core/dataset.ts';
import { type Column, readColumn, tableRows } from '../tables/columns.ts';
import { inOrder, selected } from '../core/rows.ts';

/** Options of {@link fromColumns}. */
export interface FromColumnsOptions {
  /** The name of the table in messages. */
  readonly name?: string;
  /** Fails at a missing value, the default, or skips its row and counts it in `skipped`. Missing is `NaN`, null or undefined. */
  readonly missing?: 'fail' | 'skip';
}

/**
 * Returns a dataset of the rows of columns. Typed arrays are used without a copy: do not write to them afterwards.
 *
 * - **Record** a number for a scalar column, a view of the row for a vector, a tensor for a row of several axes
 * - **Order** the rows' own, the same in every epoch
 * - **Throws** {@link DataError} if there is no column, the columns differ in rows, a value is missing, or
 *   one is no number
 *
 * @example
 * fromColumns({ x: { data: [1, 2, 3, 4], shape: [2] }, y: [0, 1] }).length // => 2
 */
export function fromColumns<const C extends Readonly<Record<string, ColumnLike>>>(
  columns: C,
  options?: FromColumnsOptions,
): Dataset<RecordOf<C>> {
  const { name, missing } = optionsOf('fromColumns', options, { name: 'fromColumns', missing: 'fail' });
  oneOf('fromColumns: missing', missing, ['fail', 'skip']);
  if (printed(columns) !== 'Object')
    throw new DataError(
      name,
      'columns must be an object of columns by name',
      Array.isArray(columns) ? 'an array' : printed(columns),
      Array.isArray(columns) ? 'Use fromIterable for an array of records.' : 'Try { x: [1, 2], y: [0, 1] }.',
      { source: name },
    );
  const table = Object.keys(columns).map(key => readColumn(name, key, columns[key]!));
  const rows = countRows(name, table);
  const gaps = table.map(column => missingRows(column));
  if (missing === 'fail') refuseMissing(name, table, gaps);
  const without = new Set(gaps.flat());
  const order = without.size === 0 ? inOrder(rows) : inOrder(rows).filter(row => !without.has(row));
  return selected({ rows: tableRows(table, without.size), length: order.length, order });
}

function countRows(source: string, table: readonly Column[]): number {
  const [first, ...rest] = table;
  if (first === undefined)
    throw new DataError(
      source,
      'there must be at least one column',
      'none',
      'Give columns by name: { image: …, digit: … }.',
      { source },
    );
  for (const { name, rows } of rest)
    if (rows !== first.rows)
      throw new DataError(
        source,
        'all columns must have the same number of rows',
        `${first.rows} in ${first.name} and ${rows} in ${name}`,
        'Check the shapes, or cut the longer one.',
        { source },
      );
  return first.rows;
}

function refuseMissing(source: string, table: readonly Column[], gaps: readonly (readonly number[])[]): void {
  table.forEach(({ name, given, width }, column) => {
    const row = gaps[column]![0];
    if (row === undefined) return;
    const value = Array.from(given.slice(row * width, (row + 1) * width)).find(isMissing);
    throw new DataError(
      `${source}: column ${name}`,
      'no value may be missing',
      `${value} in row ${row}`,
      "Repair the row, or leave such rows out with { missing: 'skip' }.",
      { source, row },
    );
  });
}

/** The rows in which a value is missing, in order. */
function missingRows({ given, width }: Column): number[] {
  const rows: number[] = [];
  if (given instanceof Int32Array || given instanceof Uint8Array) return rows;
  for (let index = 0; index < given.length; index++)
    if (isMissing(given[index])) {
      const row = Math.floor(index / width);
      rows.push(row);
      index = (row + 1) * width - 1;
    }
  return rows;
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value !== value;
}
