import type { RowSelection } from '../row-selection.ts';

/** Returns the rows from place `from` to place `to − 1` of each epoch of a selection. */
export function partOfRows<T>({ rows, length, order }: RowSelection<T>, from: number, to: number): RowSelection<T> {
  const [start, end] = [Math.min(from, length), Math.min(to, length)];
  return {
    rows,
    length: end - start,
    order: typeof order === 'function' ? epoch => order(epoch).subarray(start, end) : order.subarray(start, end),
  };
}
