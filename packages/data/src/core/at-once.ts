import type { Pulled } from './dataset-iterator.ts';
import { DataError } from './data-error.ts';

/**
 * Returns what an iterator answered, for code that cannot await it.
 *
 * - **Throws** {@link DataError} if the answer is a promise
 *
 * @example
 * atOnce(fromIterable([1, 2]).open().next()) // => 1
 */
export function atOnce<T>(pulled: Pulled<T>): T | undefined {
  if (!(pulled instanceof Promise)) return pulled;
  throw new DataError('atOnce', 'the item must be there at once', 'a promise of it', 'Await the iterator’s next().');
}
