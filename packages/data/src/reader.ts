import type { RowSelection } from './row-selection.ts';

/** One epoch being read. */
export interface Reading<T> {
  /** The next item, or `undefined` at the end. May write it over `recycle`, an item that nobody kept. */
  next(recycle?: T): T | undefined;
  /** Lets go of what the reading holds. */
  close?(): void;
}

/**
 * How a dataset reads its items: what one gives to `new Dataset(…)`.
 *
 * The items of an epoch must be a function of the epoch's number alone, or reading cannot be resumed.
 */
export interface Reader<T> {
  /** Items in an epoch; `undefined` when only reading tells. */
  readonly length: number | undefined;
  /** Epochs that one subscription runs through; 1 when not given. */
  readonly epochs?: number | undefined;
  /** Begins to read an epoch after its first `index` items. */
  read(epoch: number, index: number): Reading<T>;
  /** Rows and their order, for readers that can read them in any order. */
  readonly selection?: RowSelection<T> | undefined;
}
