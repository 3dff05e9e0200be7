import type { Accumulator } from './accumulator.ts';

/** An accumulator of the smallest and the largest number, of all or of those that still count. NaN before the first. */
export interface Extremes extends Accumulator {
  /** Returns the smallest number of the accumulator that begins at `at`. */
  readonly least: (cells: Float64Array, at: number) => number;
  /** Returns the largest number. */
  readonly largest: (cells: Float64Array, at: number) => number;
}
