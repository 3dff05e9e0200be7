/** A position in a dataset. Plain JSON, so it can be kept with a checkpoint. */
export interface Position {
  /** The epoch of the item delivered last, from 0. */
  readonly epoch: number;
  /** Items of this dataset delivered in that epoch. */
  readonly index: number;
}

/** Pulls items from a dataset. */
export interface Cursor<T> {
  /**
   * Returns the next item, or `undefined` at the end.
   *
   * @param recycle an item that is no longer used: its storage may be reused for the next one. Without it every item
   *   has its own storage.
   */
  next(recycle?: T): T | undefined;
  /** True if no further item follows. Reads one item ahead where the length is unknown. */
  readonly ended: boolean;
  /** True if the item delivered last ended its epoch. Reads one item ahead where the length is unknown. */
  readonly epochEnded: boolean;
  /** The position from which `open(position)` continues with exactly the items that follow. */
  readonly position: Position;
  /** Releases resources, such as an open file. The cursor closes at the end of the run; closing twice is allowed. */
  close(): void;
}
