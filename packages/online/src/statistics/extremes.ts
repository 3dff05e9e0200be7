import type { Accumulator } from './accumulator.ts';

/** Cells that know the least and the largest number, of all or of those that still count. NaN before the first. */
export interface Extremes extends Accumulator {
  /** The least number in the cells from a position on. */
  readonly least: (cells: Float64Array, at: number) => number;
  /** The largest one. */
  readonly largest: (cells: Float64Array, at: number) => number;
}
