import { interval, type Subscription } from 'rxjs';
import type { Gate } from './gate.ts';

/** How often steps are granted, in milliseconds. */
const BEAT = 20;

/** Holds a training to so many steps a second. */
export class Pace {
  readonly #gate: Gate;
  #left = 0;
  #beat: Subscription | undefined;

  constructor(gate: Gate) {
    this.#gate = gate;
  }

  /** Grants so many steps a second from now on; any number of them if it is `Infinity`. */
  set(speed: number): void {
    this.#beat?.unsubscribe();
    this.#left = speed;
    if (speed === Infinity) return this.#gate.release('pace');
    this.#left = 1;
    this.#gate.release('pace');
    let before = performance.now();
    this.#beat = interval(BEAT).subscribe(() => {
      const now = performance.now();
      // What was not used while it was held otherwise is not made up for.
      this.#left = Math.min(this.#left + (speed * (now - before)) / 1000, Math.max(1, (2 * speed * BEAT) / 1000));
      before = now;
      if (this.#left >= 1) this.#gate.release('pace');
    });
  }

  /** Counts a step that was taken. */
  count(): void {
    if (--this.#left < 1) this.#gate.hold('pace');
  }

  stop(): void {
    this.#beat?.unsubscribe();
  }
}
