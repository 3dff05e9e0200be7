import type { Batch } from './collate.ts';

/** Records that can be read in any order, by row number. */
export interface RowSource<T> {
  /** The number of rows that were left out because a value was missing. */
  readonly skipped: number;
  /** Returns the record of a row; where rows come `later`, what is known of it before. */
  at(row: number): T;
  /** How rows are read that take a while, such as files. */
  readonly later?: LaterRows<T> | undefined;
  /** Returns the number of a row in messages; the row itself if left out. */
  numberOf?(row: number): number;
  /** Returns the rows `order[from … to − 1]` as one batch, in the storage of `recycle` if it fits. */
  gather(order: Uint32Array, from: number, to: number, recycle?: Batch<T>): Batch<T>;
}

/** Rows that are promised. */
export interface LaterRows<T> {
  /** The rows that are read while one is used. */
  readonly ahead: number;
  readonly load: (row: number) => Promise<T>;
}

/** Rows and the order in which each epoch reads them. */
export interface RowSelection<T> {
  /** The records by row number; a function of the epoch where they change with it. */
  readonly rows: RowSource<T> | ((epoch: number) => RowSource<T>);
  /** The number of rows in an epoch. */
  readonly length: number;
  /** Row numbers, `length` of them; a function of the epoch where they change with it. */
  readonly order: Uint32Array | ((epoch: number) => Uint32Array);
}
