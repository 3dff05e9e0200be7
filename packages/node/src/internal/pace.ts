/** The number of moments that a pace is measured over: about five seconds. */
const WINDOW = 50;

/** The least milliseconds between a moment and the one before the last. */
const SPACING = 100;

interface Moment {
  readonly time: number;
  readonly value: number;
}

/** The pace of a run, recently and on the whole. It is measured from the first record on, as a source may begin late. */
export class Pace {
  readonly #opened = performance.now();
  #moments: Moment[] = [];
  #start: Moment | undefined;
  #value = 0;

  /** The amount that is done. */
  get value(): number {
    return this.#value;
  }

  /** The seconds since it was opened. */
  get seconds(): number {
    return (performance.now() - this.#opened) / 1000;
  }

  /** The amount in a second since the first record; NaN while it is unknown. */
  get overall(): number {
    return this.#start === undefined ? NaN : rate(this.#start, { time: performance.now(), value: this.#value });
  }

  /** The amount in a second, in the seconds before the last record; NaN while it is unknown. */
  get recent(): number {
    return this.#moments.length < 2 ? NaN : rate(this.#moments[0]!, this.#moments.at(-1)!);
  }

  reach(value: number): void {
    const moment = { time: performance.now(), value };
    this.#start ??= moment;
    this.#value = value;
    // Moments that come fast are one, so that the window keeps its length in time.
    if (this.#moments.length > 1 && moment.time - this.#moments.at(-2)!.time < SPACING) this.#moments.pop();
    this.#moments.push(moment);
    if (this.#moments.length > WINDOW) this.#moments.shift();
  }
}

function rate(from: Moment, to: Moment): number {
  return to.time > from.time ? ((to.value - from.value) * 1000) / (to.time - from.time) : NaN;
}
