import { collate, type Batch } from './collate.ts';

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

/** The row numbers of one epoch. Read only. */
export function orderOf<T>(selection: RowSelection<T>, epoch: number): Uint32Array {
  const { order } = selection;
  return typeof order === 'function' ? order(epoch) : order;
}

/** The row numbers from 0 to `count − 1`. */
export function inOrder(count: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let row = 0; row < count; row++) order[row] = row;
  return order;
}

/** Rows that are records, stacked one by one. */
export function recordRows<T>(at: (row: number) => T, skipped = 0): RowSource<T> {
  return {
    skipped,
    at,
    gather(order, from, to, recycle) {
      const records: T[] = [];
      for (let index = from; index < to; index++) records.push(at(order[index]!));
      return collate(records, { recycle, rowOf: index => order[from + index]! });
    },
  };
}
