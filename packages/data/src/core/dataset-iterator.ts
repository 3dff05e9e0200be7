import type { SourceOffset } from './source-offset.ts';

/** An offset in a dataset. Plain JSON, so it can be kept with a checkpoint. */
export interface Offset {
  /** The epoch of the item delivered last, from 0. */
  readonly epoch: number;
  /** Items of this dataset delivered in that epoch. */
  readonly index: number;
  /** The offset of the source, if it can continue there without reading the epoch from its start. */
  readonly place?: SourceOffset;
}

/** The answer to a pull: an item, `undefined` at the end, or a promise of either. */
export type Pulled<T> = T | undefined | Promise<T | undefined>;

/** Pulls items from a dataset, epoch after epoch. */
export interface DatasetIterator<T> {
  /**
   * Returns the next item, or `undefined` at the end. Returns a promise of either if the item has to be awaited, as after an
   * asynchronous operator of RxJS; call it again only when the promise has settled.
   *
   * @param recycle an item that is no longer used: its storage may be reused for the next one. Without it every item
   *   has its own storage.
   */
  next(recycle?: T): Pulled<T>;
  /** True if no further item follows. Reads one item ahead where the length is unknown, and is a promise if it awaits that item. */
  readonly ended: boolean | Promise<boolean>;
  /** True if the item delivered last ended its epoch. Reads one item ahead as `ended` does. */
  readonly epochEnded: boolean | Promise<boolean>;
  /** The offset from which `open(offset)` continues with exactly the items that follow. */
  readonly offset: Offset;
  /** Releases resources, such as an open file. The iterator closes at the end of the run; closing twice is allowed. */
  close(): void;
}
