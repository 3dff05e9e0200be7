/** A step of {@link findLearningRate}. */
export interface RateTrial {
  /** The number of the step, from 1. */
  readonly step: number;
  readonly learningRate: number;
  /** The loss of the step's record, before the parameters move. */
  readonly loss: number;
  /** The running mean of the losses. */
  readonly smoothedLoss: number;
  /**
   * In the last record: the rate at which the smoothed loss fell most steeply; undefined if it never fell. For many models a
   * rate three to ten times below the one where the loss is least works as well.
   */
  readonly suggestion?: number | undefined;
}

/** Options of {@link RateCurve}. */
export interface RateCurveOptions {
  /** The rate of a step. */
  readonly rateOf: (step: number) => number;
  /** The weight of the past in the running mean. */
  readonly smoothing: number;
  /** The multiple of the least smoothed loss that is too much. */
  readonly explosion: number;
}

/** The share of the steps at the start whose running mean is of too few losses to be trusted. */
const UNSURE = 0.1;

/** The number of steps on each side that a slope is measured over. */
const REACH = 2;

/** A fall that is a smaller share of the first loss may be rounding. */
const ROUNDING = 1e-9;

/** The losses of a range test, so far. */
export class RateCurve {
  readonly #options: RateCurveOptions;
  readonly #trials: RateTrial[] = [];
  #sum = 0;
  #least = Infinity;

  constructor(options: RateCurveOptions) {
    this.#options = options;
  }

  get length(): number {
    return this.#trials.length;
  }

  /** Adds the loss of the next step. */
  add(loss: number): RateTrial {
    const { rateOf, smoothing } = this.#options;
    const step = this.length + 1;
    this.#sum = smoothing * this.#sum + (1 - smoothing) * loss;
    const smoothedLoss = this.#sum / (1 - smoothing ** step);
    const trial = { step, learningRate: rateOf(step), loss, smoothedLoss };
    this.#least = Math.min(this.#least, smoothedLoss);
    this.#trials.push(trial);
    return trial;
  }

  /** True if the last loss is too far above the least. */
  get hasExploded(): boolean {
    const { smoothedLoss } = this.#trials.at(-1)!;
    return smoothedLoss - this.#least > (this.#options.explosion - 1) * Math.abs(this.#least);
  }

  /** The rate at which the smoothed loss falls most steeply on the way to its least value. */
  get suggestion(): number | undefined {
    const smoothed = this.#trials.map(({ smoothedLoss }) => smoothedLoss);
    const end = smoothed.indexOf(this.#least);
    let steepest = ROUNDING * Math.abs(smoothed[0] ?? 0);
    let found: number | undefined;
    for (let i = Math.max(REACH, Math.floor(UNSURE * smoothed.length)); i + REACH < smoothed.length && i <= end; i++) {
      const fall = smoothed[i - REACH]! - smoothed[i + REACH]!;
      if (fall <= steepest) continue;
      steepest = fall;
      found = this.#trials[i]!.learningRate;
    }
    return found;
  }
}
