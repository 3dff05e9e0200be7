import { printShape, sameShape, sizeOf, Tensor, type TypedArray } from '@thalweg/tensor';
import { optionsOf, recycled } from '@thalweg/tensor/engine';
import { checkCount } from '../core/checks.ts';
import type { Batch } from '../core/collate.ts';
import { DataError } from '../core/data-error.ts';
import { datasetOf } from '../core/dataset-of.ts';
import type { Dataset } from '../core/dataset.ts';
import type { Reader, EpochIterator, TableReader } from '../core/reader.ts';
import { pullWhile } from '../core/epoch-iterators.ts';
import type { RowSource } from '../core/row-selection.ts';
import { inOrder, recordRows, selected } from '../core/rows.ts';
import { type Stacked, stackedColumn } from '../core/stacked.ts';
import { fillOf } from '../core/sparse-fields.ts';
import type { Table, TableColumn } from '../core/table.ts';
import { Categories, cellsOf, recordsIn, vectorColumn } from '../tables/cells.ts';
import { gatherRows } from '../tables/columns.ts';

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

async function readAll<T>(iterator: EpochIterator<T>, keep: (item: T) => void): Promise<void> {
  try {
    await pullWhile(iterator, item => {
      if (item !== undefined) keep(item);
      return item !== undefined;
    });
  } finally {
    iterator.close?.();
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

/** Returns the rows of tables as one table; one without columns if there is none. */
function joinTables(name: string, tables: readonly Table[]): Table {
  const [first] = tables;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  if (first === undefined || tables.length === 1) return first ?? { rows: 0, columns: {} };
  const columns: Record<string, TableColumn> = {};
  for (const column of Object.keys(first.columns)) {
    const parts = tables.map(table => table.columns[column]!);
    checkAlike(`${name}: column ${column}`, parts);
    columns[column] = joinColumns(parts, rows);
  }
  return { rows, columns };
}

function checkAlike(what: string, parts: readonly TableColumn[]): void {
  const shown = ({ shape, dtype }: TableColumn): string => `${dtype ?? 'cells'} ${printShape(shape)}`;
  for (const part of parts)
    if (part.dtype !== parts[0]!.dtype || !sameShape(part.shape, parts[0]!.shape))
      throw new DataError(
        what,
        `tables must be alike, ${shown(parts[0]!)} as the first`,
        shown(part),
        'Give the reader one schema for the whole epoch.',
      );
}

function joinColumns(parts: readonly TableColumn[], rows: number): TableColumn {
  const first = parts[0]!;
  if (first.starts !== undefined)
    return vectorColumn(
      parts.flatMap(part =>
        Array.from({ length: part.starts!.length - 1 }, (_, row) => cellsOf(part)(row) as TypedArray),
      ),
      first,
    );
  const categories = first.categories === undefined ? undefined : new Categories();
  const pieces = parts.map(({ data, categories: own }) =>
    categories === undefined ? data : categories.renumbered(data as Int32Array, own!),
  );
  const joined = { ...first, data: joinData(pieces, rows * sizeOf(first.shape)) };
  return categories === undefined ? joined : { ...joined, categories: categories.texts };
}

function joinData(pieces: readonly TableColumn['data'][], length: number): TableColumn['data'] {
  const [first] = pieces;
  if (!ArrayBuffer.isView(first)) return pieces.flatMap(piece => [...piece]);
  const data = new (first.constructor as new (length: number) => TypedArray)(length);
  let at = 0;
  for (const piece of pieces as readonly TypedArray[]) {
    data.set(piece, at);
    at += piece.length;
  }
  return data;
}

/** The rows of a table, in any order. Batches are gathered column by column, as they are of the table itself. */
function rowsOfTable<T>(table: Table, skipped = 0): RowSource<T> {
  const record = recordsIn(table);
  return {
    skipped,
    at: row => record(row) as T,
    gather(order, from, to, recycle) {
      const old = recycle as Record<string, Stacked> | undefined;
      const batch: Record<string, Stacked> = {};
      for (const [name, column] of Object.entries(table.columns)) {
        const { data, shape, dtype, categories, starts } = column;
        if (dtype === undefined || categories !== undefined || starts !== undefined) {
          const values = Array.from(order.subarray(from, to), cellsOf(column));
          const stacking = {
            rowOf: (at: number) => order[from + at]!,
            recycle: old?.[name],
            fill: fillOf(name, table.columns),
          };
          batch[name] = stackedColumn(`collate: field ${name}`, values, stacking);
          continue;
        }
        const used = old?.[name];
        const tensor = recycled(used instanceof Tensor ? used : undefined, dtype, to - from, shape);
        gatherRows(tensor.data, data as TypedArray, sizeOf(shape), order, from, to);
        batch[name] = tensor;
      }
      return batch as Batch<T>;
    },
  };
}
