import { atOnce } from '../core/at-once.ts';
import type { Cursor } from '../core/cursor.ts';

/** Returns the remaining items of a cursor. Fails if one has to be awaited. */
export function rest<T>(cursor: Cursor<T>): T[] {
  const items: T[] = [];
  for (let item = atOnce(cursor.next()); item !== undefined; item = atOnce(cursor.next())) items.push(item);
  return items;
}
