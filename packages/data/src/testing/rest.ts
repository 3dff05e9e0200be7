import { atOnce } from '../core/at-once.ts';
import type { DatasetIterator } from '../core/dataset-iterator.ts';

/** Returns the remaining items of an iterator. Fails if one has to be awaited. */
export function rest<T>(iterator: DatasetIterator<T>): T[] {
  const items: T[] = [];
  for (let item = atOnce(iterator.next()); item !== undefined; item = atOnce(iterator.next())) items.push(item);
  return items;
}
