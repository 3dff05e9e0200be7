import { stacked } from './stacked.ts';
import type { Batch } from '../collate.ts';
import type { RowSource } from '../row-selection.ts';

/** Returns a row source of records, which are collated into batches. */
export function recordRows<T>(at: (row: number) => T, skipped = 0): RowSource<T> {
  return {
    skipped,
    at,
    gather(order, from, to, recycle) {
      const records: T[] = [];
      for (let index = from; index < to; index++) records.push(at(order[index]!));
      return stacked(records, { recycle, rowOf: index => order[from + index]! }) as Batch<T>;
    },
  };
}
