import type { Batch } from './collate.ts';

/** Records that can be read in any order. */
export interface RowSource<T> {
  /** Rows left out when they were read in, because a value was missing. */
  readonly skipped: number;
  /** The record of a row. */
  at(row: number): T;
  /** The rows `order[from … to − 1]` as one batch, in the storage of `recycle` if it fits. */
  gather(order: Uint32Array, from: number, to: number, recycle?: Batch<T>): Batch<T>;
}

/** Rows and the order in which each epoch reads them. */
export interface RowSelection<T> {
  readonly rows: RowSource<T>;
  /** Rows in an epoch. */
  readonly length: number;
  /** Row numbers, `length` of them; a function of the epoch where they change with it. */
  readonly order: Uint32Array | ((epoch: number) => Uint32Array);
}
