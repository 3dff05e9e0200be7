import type { Key } from '@thalweg/tensor';
import type { Batch } from './collate.ts';
import type { Pulled } from './dataset-iterator.ts';
import type { SourceOffset } from './source-offset.ts';
import type { RowSelection } from './row-selection.ts';
import type { Table } from './table.ts';

/** Iterates over one epoch. */
export interface EpochIterator<T> {
  /**
   * Returns the next item, or `undefined` at the end, or a promise of either; it is called again when the promise has
   * settled. May write the item over `recycle`, an item that is no longer used.
   */
  next(recycle?: T): Pulled<T>;
  /**
   * Returns the offset of the source after the item delivered last, or `undefined` if only the number of items tells. While an
   * item is awaited, the one delivered last is that before it.
   */
  offset?(): SourceOffset | undefined;
  /** Releases the resources of the iterator. A promise that is pending then settles. */
  close?(): void;
}

/** Reads single epochs. */
export interface EpochReader<T> {
  /**
   * True if reading an item moves a state that is saved apart from the offset, such as that of a scaler. An item that was
   * delivered must not be read again then.
   */
  readonly live?: boolean | undefined;
  /**
   * Reads an epoch after its first `index` items: from `offset` on, if an earlier iterator of the epoch gave one after these items.
   */
  read(epoch: number, index: number, offset?: SourceOffset): EpochIterator<T>;
}

/** Reads single epochs as tables. */
export interface TableReader {
  /** Reads an epoch after its first `index` rows: from `offset` on, if an earlier iterator of the epoch gave one after these rows. */
  read(epoch: number, index: number, offset?: SourceOffset): EpochIterator<Table>;
}

/** The place of a table: its epoch, and the number of its first row in it. */
export interface TablePlace {
  readonly epoch: number;
  readonly index: number;
}

/**
 * Returns a table made of another one. It may write over the columns that it made of `used`, which nobody reads any more;
 * `recordsIn` returns a function of a row that returns its record.
 */
export type ChangeTable = (
  table: Table,
  used: Table | undefined,
  recordsIn: (table: Table) => (row: number) => Record<string, unknown>,
  place: TablePlace,
) => Table;

/** Options of `Tables.reader`. */
export interface TablesOptions {
  /** The number of rows in an epoch; left out if unknown. */
  readonly length?: number | undefined;
  /** The number of epochs that one subscription reads; 1 by default. */
  readonly epochs?: number | undefined;
}

/**
 * Tables, with what operators make of them. A source of tables brings this code with it, so that a pipeline without files
 * contains none of it.
 */
export interface Tables extends TableReader {
  /** Returns other tables, such as those made of these. */
  derive(read: TableReader['read']): Tables;
  /**
   * Returns the reader of the results of `transform` for each record, its epoch and its number in it, with the result of `change` for
   * each table. `change` must do to the rows of a table, in their order, what `transform` does to records.
   */
  mapped<T, R>(
    reader: Reader<T>,
    transform: (record: T, epoch: number, index: number) => R,
    change: ChangeTable,
  ): Reader<R>;
  /** Returns the reader of their rows as records. */
  reader<T>(options: TablesOptions): Reader<T>;
  /** Returns what reads their rows in batches of `size`, the last of which has at least `full`. */
  batches<T>(size: number, full: number): Reader<Batch<T>>['read'];
  /** Returns their rows in another order for each epoch, drawn from a window. */
  shuffled(root: Key, window: number): Tables;
  /** Returns the rows from row `from` to row `to − 1` of each epoch. */
  part(from: number, to: number): Tables;
}

/** One run of epochs being read: its epochs are read in order. */
export interface RunReader<T> extends EpochReader<T> {
  /** True if neither this epoch nor a later one of the run has further items. */
  readonly ended: boolean;
  /** Releases the resources of the run. */
  close(): void;
}

/**
 * Reads the items of a dataset: the argument of `new Dataset(…)`.
 *
 * The items of an epoch must be a function of the epoch's number alone, or reading cannot be resumed.
 */
export interface Reader<T> extends EpochReader<T> {
  /** The number of items in an epoch; `undefined` if unknown before reading. */
  readonly length: number | undefined;
  /** The number of epochs that one subscription reads; 1 by default. */
  readonly epochs?: number | undefined;
  /** Rows and their order, for readers that can read them in any order. */
  readonly selection?: RowSelection<T> | undefined;
  /** True if its items are batches, which `batch` stacked. */
  readonly batched?: boolean | undefined;
  /** The same items as rows of tables, for operators that work on columns. Left out where reading an item moves a state. */
  readonly tables?: Tables | undefined;
  /**
   * Opens the run that an epoch lies in, to be read from this epoch on: for readers that hold something from one epoch of a
   * run to the next. An iterator then reads the run in place of this reader.
   */
  openRun?(epoch: number): RunReader<T>;
}
