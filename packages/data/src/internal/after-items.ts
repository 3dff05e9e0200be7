import type { Reading } from '../reader.ts';
import { pullWhile } from './pull-while.ts';

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
    close: () => reading.close?.(),
  };

  /** Fewer items than were to be skipped: none follows. */
  function rest(recycle: T | undefined) {
    const ended = left > 0;
    left = 0;
    return ended ? undefined : reading.next(recycle);
  }
}
