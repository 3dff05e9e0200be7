import type { Accumulator } from './accumulator.ts';

/** An accumulator of the mean and the variance, of all numbers or of those that still count. */
export interface Moments extends Accumulator {
  /** Returns the mean; NaN before the first number. */
  readonly mean: (cells: Float64Array, at: number) => number;
  /** Returns the population variance, 0 for a single number; NaN before the first. */
  readonly variance: (cells: Float64Array, at: number) => number;
}
