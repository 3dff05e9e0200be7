import { DataError } from '../data-error.ts';
import type { EpochReader, Reading } from '../reader.ts';
import { pullWhile } from './pull-while.ts';

/**
 * Returns a reading that goes on after its first `count` items, by reading these again.
 *
 * - **Throws** {@link DataError} if there are such items and the source must not be read again
 */
export function resumedAfter<T, R>(source: EpochReader<T>, reading: Reading<R>, count: number): Reading<R> {
  checkReadable(source, count);
  return afterItems(reading, count);
}

/** Throws a {@link DataError} if `count` items were delivered and the source must not be read again. */
export function checkReadable<T>(source: EpochReader<T>, count: number): void {
  if (count > 0 && source.live === true)
    throw new DataError(
      'open',
      'items must not be read again behind an operator that keeps a state, or mapAsync without order',
      `a position after ${count} of them that only reading again would find`,
      'Put operators that drop, add or collect records before those that keep a state, and transform with map of @thalweg/data.',
    );
}

/** Returns a reading without its first `count` items, which it reads when the first item is asked for. */
export function afterItems<T>(reading: Reading<T>, count: number): Reading<T> {
  if (count === 0) return reading;
  let left = count;
  return {
    next(recycle) {
      const skipped = left === 0 ? undefined : pullWhile(reading, item => item !== undefined && --left > 0);
      if (skipped !== undefined) return skipped.then(() => rest(recycle));
      return rest(recycle);
    },
    place: () => (left === 0 ? reading.place?.() : undefined),
    close: () => reading.close?.(),
  };

  /** Fewer items than were to be skipped: none follows. */
  function rest(recycle: T | undefined) {
    const ended = left > 0;
    left = 0;
    return ended ? undefined : reading.next(recycle);
  }
}
