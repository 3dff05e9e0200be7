import { BehaviorSubject, interval, type Observable, type Subscription } from 'rxjs';

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

/** The reason why a training is paused: it rests, is tested, would be too fast, or the page takes no more events. */
type Hold = 'rest' | 'test' | 'rate' | 'page';

/** Lets a training run while there is no reason to pause it. */
export class Gate {
  readonly #holds = new Set<Hold>();
  readonly #running = new BehaviorSubject(true);
  readonly running: Observable<boolean> = this.#running.asObservable();

  hold(reason: Hold): void {
    this.#holds.add(reason);
    this.#update();
  }

  release(reason: Hold): void {
    this.#holds.delete(reason);
    this.#update();
  }

  #update(): void {
    const isOpen = this.#holds.size === 0;
    if (isOpen !== this.#running.value) this.#running.next(isOpen);
  }
}

/** The length of the measured window, in milliseconds. */
const WINDOW = 500;

/** Measures the speed in steps per second. */
export class Speedometer {
  #from = { step: 0, at: 0 };
  #speed = 0;

  /** Restarts the measurement. */
  reset(step: number): void {
    this.#from = { step, at: performance.now() };
    this.#speed = 0;
  }

  /** Returns the steps per second over the last half second; 0 before that. */
  read(step: number): number {
    const at = performance.now();
    if (at - this.#from.at < WINDOW) return this.#speed;
    this.#speed = ((step - this.#from.step) * 1000) / (at - this.#from.at);
    this.#from = { step, at };
    return this.#speed;
  }
}

/** Computes the mean loss of each interval of steps. */
export class MeanLosses {
  readonly #every: number;
  readonly #means = new Map<string, number>();
  #losses: number[] = [];

  constructor(every: number) {
    this.#every = every;
  }

  /** Adds the loss of a step. At the end of an interval, the mean is stored under the place. */
  add(loss: number, step: number, place: string): void {
    this.#losses.push(loss);
    if (step % this.#every !== 0) return;
    if (this.#losses.length === this.#every)
      this.#means.set(place, this.#losses.reduce((sum, one) => sum + one) / this.#every);
    this.#losses = [];
  }

  /** Drops the unfinished interval, because the next step does not follow the last one. */
  skip(): void {
    this.#losses = [];
  }

  /** Returns the mean at a place; undefined if a step of its interval is missing. */
  at(place: string): number | undefined {
    return this.#means.get(place);
  }
}
