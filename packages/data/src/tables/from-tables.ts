import { foldIn, type Key, sameShape, sizeOf, Tensor, type TypedArray } from '@thalweg/tensor';
import type { Batch } from '../core/collate.ts';
import { Dataset } from '../core/dataset.ts';
import type {
  ChangeTable,
  Reader,
  EpochIterator,
  TablePlace,
  TableReader,
  Tables,
  TablesOptions,
} from '../core/reader.ts';
import { mapped } from '../core/mapped.ts';
import type { Table, TableColumn } from '../core/table.ts';
import { afterRows, firstRows } from './part-of-tables.ts';
import { recordsIn, cellsOf } from './cells.ts';
import { TableShuffle } from './table-shuffle.ts';
import { recycled } from '@thalweg/tensor/engine';
import { DataError } from '../core/data-error.ts';
import type { SourceOffset } from '../core/source-offset.ts';
import { type CountedOffset, offsetOf } from '../core/epoch-iterators.ts';
import { iterate } from '../core/run-iterator.ts';
import { stacked, type Stacked, stackedColumn, type Stacking } from '../core/stacked.ts';
import { filledWidth, fillOf } from '../core/sparse-fields.ts';

/**
 * Returns a dataset of the rows of tables. Operators that work on columns read the tables; for all others each row becomes a
 * record when it is asked for.
 *
 * - **Record** a number for a scalar cell of a typed array, or a scalar tensor if the column says so; a view of a wider cell;
 *   the text of a category, or `null` where it is missing; any other cell unchanged
 */
export function fromTables<T>(tables: TableReader, options: TablesOptions = {}): Dataset<T> {
  const operable = new OperableTables((epoch, index, offset) => tables.read(epoch, index, offset));
  return new Dataset<T>(operable.reader(options));
}

/** Tables of a reader, with what operators make of them. */
class OperableTables implements Tables {
  readonly read: TableReader['read'];

  constructor(read: TableReader['read']) {
    this.read = read;
  }

  derive(read: TableReader['read']): Tables {
    return new OperableTables(read);
  }

  mapped<T, R>(
    reader: Reader<T>,
    transform: (record: T, epoch: number, index: number) => R,
    change: ChangeTable,
  ): Reader<R> {
    const read: TableReader['read'] = (epoch, index, offset) =>
      changedTables(iterate(this, epoch, index, offset), change, { epoch, index });
    return { ...mapped(reader, transform), tables: this.derive(read) };
  }

  reader<T>({ length, epochs }: TablesOptions): Reader<T> {
    return {
      length,
      epochs,
      tables: this,
      read: (epoch, index, offset) => {
        const from = offset === undefined ? { index, place: null, rows: 0 } : feedOffsetOf(offset);
        return recordsOf(new TableFeed(this, epoch, from));
      },
    };
  }

  batches<T>(size: number, full: number): Reader<Batch<T>>['read'] {
    return (epoch, index, offset) => {
      const from = offset === undefined ? { index: index && index * size, place: null, rows: 0 } : feedOffsetOf(offset);
      if (from.index === Infinity) return { next: () => undefined };
      return tableBatches(new TableFeed(this, epoch, from), from.index, size, full);
    };
  }

  shuffled(root: Key, window: number): Tables {
    return this.derive((epoch, index) =>
      afterRows(new TableShuffle(this.read(epoch, 0), window, foldIn(root, epoch)), index),
    );
  }

  part(from: number, to: number): Tables {
    return this.derive((epoch, index, offset) =>
      firstRows(iterate(this, epoch, from + index, offset), Math.max(0, to - from - index)),
    );
  }
}

/** Returns an iterator that changes each table. A table that is handed back may be written over. */
function changedTables(
  iterator: EpochIterator<Table>,
  change: ChangeTable,
  { epoch, index }: TablePlace,
): EpochIterator<Table> {
  let [from, made]: [Table | undefined, Table | undefined] = [undefined, undefined];
  let at = index;
  const use = (table: Table | undefined, used: Table | undefined): Table | undefined => {
    from = table;
    made = table === undefined ? undefined : change(table, used, recordsIn, { epoch, index: at });
    at += table?.rows ?? 0;
    return made;
  };
  return {
    next(recycle) {
      const used = recycle === made ? made : undefined;
      const table = iterator.next(used && from);
      return table instanceof Promise ? table.then(table => use(table, used)) : use(table, used);
    },
    offset: () => iterator.offset?.(),
    close: () => iterator.close?.(),
  };
}

/** Reads the rows of a feed as records. */
function recordsOf<T>(feed: TableFeed): EpochIterator<T> {
  let present: Table | undefined;
  let recordAt: (row: number) => unknown;
  const record = (filled: boolean): T | undefined => {
    if (!filled) return undefined;
    if (feed.table !== present) {
      present = feed.table!;
      recordAt = recordsIn(present);
    }
    return recordAt(feed.row++) as T;
  };
  return {
    next() {
      const filled = feed.fill();
      return filled instanceof Promise ? filled.then(record) : record(filled);
    },
    offset: () => feed.offset(),
    close: () => feed.close(),
  };
}

/** Some rows of a table, which become a part of a batch. */
interface Part {
  readonly table: Table;
  readonly from: number;
  readonly to: number;
}

/** Reads the rows of tables in batches of `size`, the first of which begins at row `start` of the epoch. */
function tableBatches<T>(feed: TableFeed, start: number, size: number, full: number): EpochIterator<Batch<T>> {
  let index = start;
  let offset = feed.offset();
  return {
    next(recycle) {
      const parts: Part[] = [];
      const batch = (count: number): Batch<T> | undefined => {
        if (count < full) return undefined;
        const first = index;
        index += count;
        offset = feed.offset();
        return joinParts(parts, count, { recycle, rowOf: at => first + at }) as Batch<T>;
      };
      const count = takeRows(feed, parts, 0, size);
      return count instanceof Promise ? count.then(batch) : batch(count);
    },
    offset: () => offset,
    close: () => feed.close(),
  };
}

/** Takes rows until there are `size`, or no more. Returns their number. */
function takeRows(feed: TableFeed, parts: Part[], taken: number, size: number): number | Promise<number> {
  let count = taken;
  while (count < size) {
    const filled = feed.fill(parts.length === 0);
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
  const old = stacking.recycle as Record<string, Stacked> | undefined;
  const batch: Record<string, Stacked> = {};
  for (const name of names) batch[name] = joinColumn(name, parts, count, stacking, old?.[name]);
  return batch;
}

function joinColumn(
  name: string,
  parts: readonly Part[],
  count: number,
  { rowOf }: Stacking,
  old: Stacked | undefined,
): Stacked {
  const { columns } = parts[0]!.table;
  const { shape, dtype, categories, starts } = columns[name]!;
  const fill = fillOf(name, columns);
  const recycle = old instanceof Tensor ? old : undefined;
  if (starts !== undefined && fill !== undefined) return joinVectors(name, parts, count, { fill, rowOf, recycle });
  if (dtype === undefined || categories !== undefined || starts !== undefined)
    return stackedColumn(`collate: field ${name}`, cellsIn(parts, name), { rowOf, recycle: old, fill });
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

/** Joins vectors of different lengths, filled up to the longest. */
function joinVectors(
  name: string,
  parts: readonly Part[],
  count: number,
  { fill, rowOf, recycle }: Stacking & { readonly fill: number; readonly recycle: Tensor | undefined },
): Tensor {
  const first = parts[0]!.table.columns[name]!;
  let [least, most, row] = [Infinity, 0, 0];
  for (const { table, from, to } of parts) {
    const column = table.columns[name]!;
    checkAlike(name, column, first, rowOf(row));
    const starts = column.starts!;
    for (let at = from; at < to; at++) {
      const length = starts[at + 1]! - starts[at]!;
      if (length < least) least = length;
      if (length > most) most = length;
    }
    row += to - from;
  }
  const width = filledWidth(least, most);
  const tensor = recycled(recycle, first.dtype!, count, [width]);
  const out = tensor.data;
  let at = 0;
  for (const { table, from, to } of parts) {
    const { data, starts } = table.columns[name]! as { data: TypedArray; starts: Int32Array };
    if (least === most) {
      out.set(data.subarray(starts[from], starts[to]), at);
      at += (to - from) * width;
    } else
      for (let i = from; i < to; i++, at += width) {
        const [start, end] = [starts[i]!, starts[i + 1]!];
        for (let k = start; k < end; k++) out[at + k - start] = data[k]!;
        out.fill(fill, at + end - start, at + width);
      }
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

/** The offset before the table that is being read, with the number of its rows that were read; `index` counts these too. */
interface FeedOffset extends CountedOffset {
  readonly rows: number;
}

/** Returns an offset as that of a feed. Throws `DataError` for an offset of another pipeline. */
function feedOffsetOf(offset: SourceOffset): FeedOffset {
  return offsetOf<FeedOffset>(
    'a table',
    offset,
    ({ index, rows }) => Number.isSafeInteger(rows) && (rows as number) >= 0 && (rows as number) <= (index as number),
  );
}

/** Reads the rows of tables: the present table, and the row that comes next. */
class TableFeed {
  readonly #iterator: EpochIterator<Table>;
  /** The offset of the source before the present table. */
  #before: SourceOffset | undefined;
  /** The number of rows before the present table. */
  #index: number;
  #skip: number;
  /** The present table; `undefined` before the first. */
  table: Table | undefined;
  /** The next row of the present table. */
  row = 0;

  /** Begins an epoch after `index` rows, or at an offset. */
  constructor(tables: TableReader, epoch: number, { index, place, rows }: FeedOffset) {
    this.#index = index - rows;
    this.#skip = rows;
    this.#before = place ?? undefined;
    this.#iterator = iterate(tables, epoch, this.#index, this.#before);
  }

  /**
   * Reads on to a table that has a next row, which may be written over the present one if nobody reads that any more, as `isFree`
   * says. Returns false at the end, or a promise if a table must be awaited.
   */
  fill(isFree = false): boolean | Promise<boolean> {
    while (this.table === undefined || this.row >= this.table.rows) {
      const used = isFree ? this.table : undefined;
      this.#leave();
      const table = this.#iterator.next(used);
      if (table instanceof Promise) return table.then(table => (this.#enter(table) ? this.fill() : false));
      if (!this.#enter(table)) return false;
    }
    return true;
  }

  /** Returns the offset after the row read last; `undefined` if only their number tells. */
  offset(): SourceOffset | undefined {
    if (this.#before === undefined) return undefined;
    // Rows that were to be skipped are still ahead while no table has come.
    const rows = this.table === undefined ? this.#skip : this.row;
    return { index: this.#index + rows, place: this.#before, rows };
  }

  close(): void {
    this.#iterator.close?.();
  }

  #leave(): void {
    if (this.table === undefined) return;
    this.#index += this.table.rows;
    this.#before = this.#iterator.offset?.();
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
