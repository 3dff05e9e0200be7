import { existsSync, readFileSync } from 'node:fs';

const schedule = '/proc/thread-self/schedstat';

/** Returns the milliseconds that this thread has been ready to run while others had the processor; 0 if nobody knows. */
function passedOver(): number {
  return existsSync(schedule) ? Number(readFileSync(schedule, 'utf8').split(' ')[1]) / 1e6 : 0;
}

/** Measures the longest time between two calls of its function, but for what other programs took. */
export class LongestGap {
  #last = NaN;
  #longest = 0;

  /** The longest one, in microseconds. */
  get microseconds(): number {
    return 1000 * this.#longest;
  }

  /** Notes that something has come to pass; with `counts` false, the time until now does not count. */
  note(counts = true): void {
    const now = performance.now() - passedOver();
    if (counts && now - this.#last > this.#longest) this.#longest = now - this.#last;
    this.#last = now;
  }
}
