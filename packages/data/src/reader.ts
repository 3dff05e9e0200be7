import type { Pulled } from './cursor.ts';
import type { Place } from './place.ts';
import type { RowSelection } from './row-selection.ts';
import type { Table } from './table.ts';

/** One epoch being read. */
export interface Reading<T> {
  /**
   * Returns the next item, or `undefined` at the end, or a promise of either; it is called again when the promise has
   * settled. May write the item over `recycle`, an item that is no longer used.
   */
  next(recycle?: T): Pulled<T>;
  /**
   * Returns the place of the source behind the item delivered last, or `undefined` if only the number of items tells. While an
   * item is awaited, the one delivered last is that before it.
   */
  place?(): Place | undefined;
  /** Releases the resources of the reading. A promise that is pending then settles. */
  close?(): void;
}

/** Reads single epochs. */
export interface EpochReader<T> {
  /**
   * True if reading an item moves a state that is saved apart from the position, such as that of a scaler. An item that was
   * delivered must not be read again then.
   */
  readonly live?: boolean | undefined;
  /**
   * Reads an epoch after its first `index` items: from `place` on, if an earlier reading of the epoch gave one after these items.
   */
  read(epoch: number, index: number, place?: Place): Reading<T>;
}

/** Reads single epochs as tables. */
export interface TableReader {
  /** Reads an epoch after its first `index` rows: from `place` on, if an earlier reading of the epoch gave one after these rows. */
  read(epoch: number, index: number, place?: Place): Reading<Table>;
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
  /** The same items as rows of tables, for operators that work on columns. Left out where reading an item moves a state. */
  readonly tables?: TableReader | undefined;
  /**
   * Opens the run that an epoch lies in, to be read from this epoch on: for readers that hold something from one epoch of a
   * run to the next. A cursor then reads the run in place of this reader.
   */
  openRun?(epoch: number): RunReader<T>;
}
