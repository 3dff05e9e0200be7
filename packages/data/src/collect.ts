import { optionsOf } from '@thalweg/tensor/engine';
import { DataError } from './data-error.ts';
import type { Dataset } from './dataset.ts';
import { checkCount } from './internal/check-count.ts';
import { datasetOf } from './internal/dataset-of.ts';
import { joinTables } from './internal/joined-tables.ts';
import { pullWhile } from './internal/pull-while.ts';
import { recordRows } from './internal/record-rows.ts';
import { inOrder } from './internal/row-order.ts';
import { rowsOfTable } from './internal/rows-of-table.ts';
import type { Reader, Reading, TableReader } from './reader.ts';
import type { RowSource } from './row-selection.ts';
import { selected } from './selected.ts';
import type { Table } from './table.ts';

/** Options of {@link collect}. */
export interface CollectOptions {
  /** The most items to keep; more are an error. `Infinity` by default. */
  readonly limit?: number;
}

/**
 * Reads an epoch of a dataset into memory. Returns a promise of a dataset whose rows can be read in any order, as `split`,
 * `kFold`, `sample` and a `shuffle` of all rows need them.
 *
 * - **Order** that of the first epoch, in every epoch
 * - **Memory** rows of files stay in columns; all other items are kept as they are
 * - **Throws** {@link DataError} if there are more items than `limit`; and what reading throws
 *
 * @example
 * const rows = await collect(fromAsyncIterable(async function* () { yield 1; yield 2; }));
 * rows.length // => 2
 */
export function collect<T>(dataset: Dataset<T>, options?: CollectOptions): Promise<Dataset<T>> {
  const { limit } = optionsOf('collect', options, { limit: Infinity });
  checkCount('collect', 'limit', limit, 0, 'or Infinity');
  return collected(datasetOf('collect', dataset), limit);
}

async function collected<T>(dataset: Dataset<T>, limit: number): Promise<Dataset<T>> {
  const { reader, skipped } = dataset;
  const rows =
    reader.tables === undefined || reader.openRun !== undefined
      ? ofItems(await itemsOf(reader, limit), skipped)
      : ofTables<T>(await tablesOf(reader.tables, limit), skipped);
  return selected({ ...rows, order: inOrder(rows.length) }, dataset.epochs);
}

interface Rows<T> {
  readonly rows: RowSource<T>;
  readonly length: number;
}

function ofItems<T>(items: readonly T[], skipped: number): Rows<T> {
  return { rows: recordRows(row => items[row]!, skipped), length: items.length };
}

/** Rows of tables stay in columns. */
function ofTables<T>(tables: readonly Table[], skipped: number): Rows<T> {
  const table = joinTables('collect', tables);
  return { rows: rowsOfTable<T>(table, skipped), length: table.rows };
}

async function itemsOf<T>(reader: Reader<T>, limit: number): Promise<readonly T[]> {
  const run = reader.openRun?.(0);
  const items: T[] = [];
  try {
    await readAll((run ?? reader).read(0, 0), item => {
      if (items.push(item) > limit) throw tooMany(limit);
    });
  } finally {
    run?.close();
  }
  return items;
}

async function tablesOf(reader: TableReader, limit: number): Promise<readonly Table[]> {
  const tables: Table[] = [];
  let rows = 0;
  await readAll(reader.read(0, 0), table => {
    tables.push(table);
    if ((rows += table.rows) > limit) throw tooMany(limit);
  });
  return tables;
}

async function readAll<T>(reading: Reading<T>, keep: (item: T) => void): Promise<void> {
  try {
    await pullWhile(reading, item => {
      if (item !== undefined) keep(item);
      return item !== undefined;
    });
  } finally {
    reading.close?.();
  }
}

function tooMany(limit: number): DataError {
  return new DataError(
    'collect',
    `there must be at most ${limit} items`,
    'more',
    'Raise the limit, take fewer, or read from front to back, with shuffle({ seed, window }).',
  );
}
