import type { Pulled } from '../cursor.ts';

/** Pulls items as long as `goOn` returns true for them. Returns a promise if an item has to be awaited. */
export function pullWhile<T>(next: () => Pulled<T>, goOn: (item: T | undefined) => boolean): Promise<void> | undefined {
  for (;;) {
    const item = next();
    if (item instanceof Promise) return item.then(item => (goOn(item) ? pullWhile(next, goOn) : undefined));
    if (!goOn(item)) return undefined;
  }
}
