import { sameShape, sizeOf, type Tensor, type TypedArray } from '@thalweg/tensor';
import { recycled } from '@thalweg/tensor/engine';
import type { Batch } from '../core/collate.ts';
import { DataError } from '../core/data-error.ts';
import type { Place } from '../core/place.ts';
import type { Reading, TableReader } from '../core/reader.ts';
import { placeOf, type SourcePlace } from '../core/readings.ts';
import { stacked, stackedColumn, type Stacking } from '../core/stacked.ts';
import type { Table, TableColumn } from '../core/table.ts';
import { cellsOf } from './cells.ts';

/** Some rows of a table, which become a part of a batch. */
interface Part {
  readonly table: Table;
  readonly from: number;
  readonly to: number;
}

/** Reads the rows of tables in batches of `size`, the first of which begins at row `start` of the epoch. */
export function tableBatches<T>(feed: TableFeed, start: number, size: number, full: number): Reading<Batch<T>> {
  let index = start;
  let place = feed.place();
  return {
    next(recycle) {
      const parts: Part[] = [];
      const batch = (count: number): Batch<T> | undefined => {
        if (count < full) return undefined;
        const first = index;
        index += count;
        place = feed.place();
        return joinParts(parts, count, { recycle, rowOf: at => first + at }) as Batch<T>;
      };
      const count = takeRows(feed, parts, 0, size);
      return count instanceof Promise ? count.then(batch) : batch(count);
    },
    place: () => place,
    close: () => feed.close(),
  };
}

/** Takes rows until there are `size`, or no more. Returns their number. */
function takeRows(feed: TableFeed, parts: Part[], taken: number, size: number): number | Promise<number> {
  let count = taken;
  while (count < size) {
    const filled = feed.fill();
    if (filled instanceof Promise) return filled.then(filled => (filled ? takeRows(feed, parts, count, size) : count));
    if (!filled) break;
    const { row: from } = feed;
    const table = feed.table!;
    const to = Math.min(table.rows, from + size - count);
    parts.push({ table, from, to });
    feed.row = to;
    count += to - from;
  }
  return count;
}

function joinParts(parts: readonly Part[], count: number, stacking: Stacking): unknown {
  const { columns } = parts[0]!.table;
  const names = Object.keys(columns);
  if (names.length === 0) return stacked([{}], stacking);
  const old = stacking.recycle as Record<string, Tensor> | undefined;
  const batch: Record<string, Tensor> = {};
  for (const name of names) batch[name] = joinColumn(name, parts, count, stacking, old?.[name]);
  return batch;
}

function joinColumn(
  name: string,
  parts: readonly Part[],
  count: number,
  { rowOf }: Stacking,
  recycle: Tensor | undefined,
): Tensor {
  const { shape, dtype, categories } = parts[0]!.table.columns[name]!;
  if (dtype === undefined || categories !== undefined)
    return stackedColumn(`collate: field ${name}`, cellsIn(parts, name), rowOf, recycle);
  const tensor = recycled(recycle, dtype, count, shape);
  const width = sizeOf(shape);
  let at = 0;
  for (const { table, from, to } of parts) {
    const column = table.columns[name]!;
    checkAlike(name, column, parts[0]!.table.columns[name]!, rowOf(at));
    tensor.data.set((column.data as TypedArray).subarray(from * width, to * width), at * width);
    at += to - from;
  }
  return tensor;
}

function cellsIn(parts: readonly Part[], name: string): unknown[] {
  return parts.flatMap(({ table, from, to }) => {
    const cell = cellsOf(table.columns[name]!);
    return Array.from({ length: to - from }, (_, at) => cell(from + at));
  });
}

function checkAlike(name: string, column: TableColumn, first: TableColumn, row: number): void {
  if (column.dtype === first.dtype && sameShape(column.shape, first.shape)) return;
  throw new DataError(
    `collate: field ${name}`,
    `tables must be alike, ${first.dtype} [${first.shape.join(', ')}] as the first`,
    `${column.dtype} [${column.shape.join(', ')}] in row ${row}`,
    'Give the reader one schema for the whole epoch.',
    { row },
  );
}

/** The place before the table that is being read, with the number of its rows that were read; `index` counts these too. */
interface FeedPlace extends SourcePlace {
  readonly rows: number;
}

/** Returns a place as that of a feed. Throws `DataError` for a place of another pipeline. */
export function feedPlaceOf(place: Place): FeedPlace {
  return placeOf<FeedPlace>(
    'a table',
    place,
    ({ index, rows }) => Number.isSafeInteger(rows) && (rows as number) >= 0 && (rows as number) <= (index as number),
  );
}

/** Reads the rows of tables: the present table, and the row that comes next. */
export class TableFeed {
  readonly #reading: Reading<Table>;
  /** The place of the source before the present table. */
  #before: Place | undefined;
  /** The number of rows before the present table. */
  #index: number;
  #skip: number;
  /** The present table; `undefined` before the first. */
  table: Table | undefined;
  /** The next row of the present table. */
  row = 0;

  /** Begins an epoch after `index` rows, or at a place. */
  constructor(tables: TableReader, epoch: number, { index, place, rows }: FeedPlace) {
    this.#index = index - rows;
    this.#skip = rows;
    this.#before = place ?? undefined;
    this.#reading = tables.read(epoch, this.#index, this.#before);
  }

  /** Reads on to a table that has a next row. Returns false at the end, or a promise if a table must be awaited. */
  fill(): boolean | Promise<boolean> {
    while (this.table === undefined || this.row >= this.table.rows) {
      this.#leave();
      const table = this.#reading.next();
      if (table instanceof Promise) return table.then(table => (this.#enter(table) ? this.fill() : false));
      if (!this.#enter(table)) return false;
    }
    return true;
  }

  /** Returns the place after the row read last; `undefined` if only their number tells. */
  place(): Place | undefined {
    if (this.#before === undefined) return undefined;
    // Rows that were to be skipped are still ahead while no table has come.
    const rows = this.table === undefined ? this.#skip : this.row;
    return { index: this.#index + rows, place: this.#before, rows };
  }

  close(): void {
    this.#reading.close?.();
  }

  #leave(): void {
    if (this.table === undefined) return;
    this.#index += this.table.rows;
    this.#before = this.#reading.place?.();
    this.table = undefined;
    this.row = 0;
  }

  #enter(table: Table | undefined): boolean {
    if (table === undefined) return false;
    this.table = table;
    this.row = Math.min(this.#skip, table.rows);
    this.#skip -= this.row;
    return true;
  }
}
