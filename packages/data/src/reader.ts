import type { RowSelection } from './row-selection.ts';

/** One epoch being read. */
export interface Reading<T> {
  /** Returns the next item, or `undefined` at the end. May write it over `recycle`, an item that is no longer used. */
  next(recycle?: T): T | undefined;
  /** Releases the resources of the reading. */
  close?(): void;
}

/**
 * Reads the items of a dataset: the argument of `new Dataset(…)`.
 *
 * The items of an epoch must be a function of the epoch's number alone, or reading cannot be resumed.
 */
export interface Reader<T> {
  /** The number of items in an epoch; `undefined` if unknown before reading. */
  readonly length: number | undefined;
  /** The number of epochs that one subscription reads; 1 by default. */
  readonly epochs?: number | undefined;
  /** Reads an epoch after its first `index` items. */
  read(epoch: number, index: number): Reading<T>;
  /** Rows and their order, for readers that can read them in any order. */
  readonly selection?: RowSelection<T> | undefined;
}
