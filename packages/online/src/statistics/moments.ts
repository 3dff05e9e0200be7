import type { Accumulator } from './accumulator.ts';

/** Cells that know the mean and the variance, of all numbers or of those that still count. */
export interface Moments extends Accumulator {
  /** NaN before the first number. */
  readonly mean: (cells: Float64Array, at: number) => number;
  /** That of the population, 0 for a single number; NaN before the first. */
  readonly variance: (cells: Float64Array, at: number) => number;
}
