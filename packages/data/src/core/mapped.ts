import { checkedItem } from './checks.ts';
import type { Reader } from './reader.ts';
import { derived } from './epoch-iterators.ts';
import { iterate } from './run-iterator.ts';

/** Returns a reader of the results of `transform` for each item. It goes to any offset that the source goes to. */
export function mapped<T, R>(
  reader: Reader<T>,
  transform: (item: T) => R,
  live: boolean | undefined = reader.live,
): Reader<R> {
  const use = (item: T | undefined): R | undefined => (item === undefined ? undefined : transform(item));
  return derived(
    reader,
    reader.length,
    (source, epoch, index, offset) => {
      const iterator = iterate(source, epoch, index, offset);
      return {
        next() {
          const item = iterator.next();
          return item instanceof Promise ? item.then(use) : use(item);
        },
        offset: () => iterator.offset?.(),
        close: () => iterator.close?.(),
      };
    },
    live,
  );
}

/**
 * Returns a reader of the results of `step` for each item. An item is passed to it once, also when an iterator is resumed: `step` may
 * move a state that is saved apart from the offset, such as that of a scaler.
 *
 * - **Throws** {@link DataError} while reading, if `step` returns `undefined` or a promise
 */
export function mappedOnce<T, R>(reader: Reader<T>, step: (item: T) => R): Reader<R> {
  return mapped(reader, checkedItem('stateful', step), true);
}
