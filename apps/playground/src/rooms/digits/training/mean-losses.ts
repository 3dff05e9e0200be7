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
