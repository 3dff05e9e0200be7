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
    if (item instanceof Promise) return item.then(item => (goOn(item) ? pullWhile(reading, goOn) : undefined));
    if (!goOn(item)) return undefined;
  }
}
