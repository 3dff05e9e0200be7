import { checkedItem } from './checks.ts';
import type { Reader } from './reader.ts';
import { derived } from './epoch-iterators.ts';
import { iterate } from './run-iterator.ts';

/**
 * Returns a reader of the results of `transform` for each item, with its epoch and its number in it. It goes to any offset that the
 * source goes to.
 */
export function mapped<T, R>(
  reader: Reader<T>,
  transform: (item: T, epoch: number, index: number) => R,
  live: boolean | undefined = reader.live,
): Reader<R> {
  return derived(
    reader,
    reader.length,
    (source, epoch, index, offset) => {
      const iterator = iterate(source, epoch, index, offset);
      let at = index;
      const use = (item: T | undefined): R | undefined =>
        item === undefined ? undefined : transform(item, epoch, at++);
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
  return mapped(reader, item => checkedItem('stateful', step(item)), true);
}
