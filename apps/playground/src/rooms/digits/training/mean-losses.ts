/** Makes means of the losses of so many steps. */
export class MeanLosses {
  readonly #every: number;
  readonly #means = new Map<string, number>();
  #losses: number[] = [];

  constructor(every: number) {
    this.#every = every;
  }

  /** Takes the loss of a step; after every so many of them, the mean is that of the place. */
  add(loss: number, step: number, place: string): void {
    this.#losses.push(loss);
    if (step % this.#every !== 0) return;
    if (this.#losses.length === this.#every)
      this.#means.set(place, this.#losses.reduce((sum, one) => sum + one) / this.#every);
    this.#losses = [];
  }

  /** Forgets what was not made a mean of: the next step is another one. */
  skip(): void {
    this.#losses = [];
  }

  /** The mean at a place, if all of its steps were seen. */
  at(place: string): number | undefined {
    return this.#means.get(place);
  }
}
