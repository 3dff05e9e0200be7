import type { Cursor, Pulled } from '../cursor.ts';

/** Returns an item that is there at once. Fails if it has to be awaited. */
export function atOnce<T>(item: Pulled<T>): T | undefined {
  if (item instanceof Promise) throw new Error('The item has to be awaited.');
  return item;
}

/** Returns the remaining items of a cursor. Fails if one has to be awaited. */
export function rest<T>(cursor: Cursor<T>): T[] {
  const items: T[] = [];
  for (let item = atOnce(cursor.next()); item !== undefined; item = atOnce(cursor.next())) items.push(item);
  return items;
}
