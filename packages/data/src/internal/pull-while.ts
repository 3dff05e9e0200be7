import type { Reading } from '../reader.ts';

/**
 * Pulls items as long as `goOn` returns true for them. Returns a promise if an item has to be awaited. The first item may be
 * written over `recycle`.
 */
export function pullWhile<T>(
  reading: Reading<T>,
  goOn: (item: T | undefined) => boolean,
  recycle?: T,
): Promise<void> | undefined {
  for (let free = recycle; ; free = undefined) {
    const item = reading.next(free);
    if (item instanceof Promise) return awaitWhile(reading, goOn, item);
    if (!goOn(item)) return undefined;
  }
}

/** A loop, since a chain of promises, one for each item, would be kept until the last one is settled. */
async function awaitWhile<T>(
  reading: Reading<T>,
  goOn: (item: T | undefined) => boolean,
  first: Promise<T | undefined>,
): Promise<void> {
  let item: T | undefined = await first;
  while (goOn(item)) {
    const next = reading.next();
    item = next instanceof Promise ? await next : next;
  }
}
