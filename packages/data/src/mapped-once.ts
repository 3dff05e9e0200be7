import { checkedItem } from './internal/checked-item.ts';
import { mapped } from './internal/mapped.ts';
import type { Reader } from './reader.ts';

/**
 * Returns a reader of the results of `step` for each item. An item is passed to it once, also when a reading is resumed: `step` may
 * move a state that is saved apart from the position, such as that of a scaler.
 *
 * - **Throws** {@link DataError} while reading, if `step` returns `undefined` or a promise
 */
export function mappedOnce<T, R>(reader: Reader<T>, step: (item: T) => R): Reader<R> {
  return mapped(reader, checkedItem('stateful', step), true);
}
