/** How far reading has come. Plain JSON, so it can be kept with a checkpoint. */
export interface Position {
  /** The epoch of the item delivered last, from 0. */
  readonly epoch: number;
  /** Items of this dataset delivered in that epoch. */
  readonly index: number;
}

/** A reading of a dataset that somebody pulls. */
export interface Cursor<T> {
  /**
   * The next item, or `undefined` when there is none.
   *
   * @param recycle an item that nobody kept; its storage may be written again for the next one. Without it every
   *   item has storage of its own.
   */
  next(recycle?: T): T | undefined;
  /** Whether no further item will come. Reads one item ahead where the length is not known. */
  readonly ended: boolean;
  /** Whether the item delivered last ended its epoch. Reads one item ahead where the length is not known. */
  readonly epochEnded: boolean;
  /** Where `open(position)` goes on with exactly the items that follow. */
  readonly position: Position;
  /** Lets go of what the reading holds, such as an open file. Done by itself at the end; may be called twice. */
  close(): void;
}
