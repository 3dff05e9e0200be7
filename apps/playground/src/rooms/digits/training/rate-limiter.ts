import { interval, type Subscription } from 'rxjs';
import type { Gate } from './gate.ts';

/** The interval between refills, in milliseconds. */
const INTERVAL = 20;

/** Limits a training to a number of steps per second: a token bucket. */
export class RateLimiter {
  readonly #gate: Gate;
  #available = 0;
  #timer: Subscription | undefined;

  constructor(gate: Gate) {
    this.#gate = gate;
  }

  /** Sets the speed in steps per second; `Infinity` removes the limit. */
  set(speed: number): void {
    this.#timer?.unsubscribe();
    this.#available = speed;
    if (speed === Infinity) return this.#gate.release('rate');
    this.#available = 1;
    this.#gate.release('rate');
    let before = performance.now();
    this.#timer = interval(INTERVAL).subscribe(() => {
      const now = performance.now();
      // Steps missed during a pause are not made up for.
      this.#available = Math.min(
        this.#available + (speed * (now - before)) / 1000,
        Math.max(1, (2 * speed * INTERVAL) / 1000),
      );
      before = now;
      if (this.#available >= 1) this.#gate.release('rate');
    });
  }

  /** Counts a step. */
  count(): void {
    if (--this.#available < 1) this.#gate.hold('rate');
  }

  stop(): void {
    this.#timer?.unsubscribe();
  }
}
