import type { Json } from '@thalweg/train';

/**
 * What is kept of a stream of numbers: a cell of so many float64, of which any number may lie in one array, one for each
 * element of a vector. A cell of zeros has seen nothing.
 */
export interface Accumulator {
  /** What tells it from others, in snapshots: cells of other settings do not fit. */
  readonly settings: Json;
  /** How many numbers a cell takes. */
  readonly size: number;
  /** Takes a finite number into the cell that begins at `at`. */
  readonly add: (cells: Float64Array, at: number, x: number) => void;
}
