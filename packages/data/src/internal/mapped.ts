import { derived } from './derived.ts';
import type { Reader } from '../reader.ts';

/** Returns a reader of the results of `transform` for each item. It goes to any position that the source goes to. */
export function mapped<T, R>(
  reader: Reader<T>,
  transform: (item: T) => R,
  live: boolean | undefined = reader.live,
): Reader<R> {
  const use = (item: T | undefined): R | undefined => (item === undefined ? undefined : transform(item));
  return derived(
    reader,
    reader.length,
    (source, epoch, index, place) => {
      const reading = source.read(epoch, index, place);
      return {
        next() {
          const item = reading.next();
          return item instanceof Promise ? item.then(use) : use(item);
        },
        place: () => reading.place?.(),
        close: () => reading.close?.(),
      };
    },
    live,
  );
}
