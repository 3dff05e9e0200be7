/** The examples of a window, in a ring of rows. */
export interface Ring {
  /** The examples in the window, one row each: what metrics saw, target and weight. */
  readonly rows: Float64Array;
  /** The row that the next example is written over. */
  next: number;
  /** For each metric the sums since the ring last wrapped around, or its own state of the window. */
  readonly states: readonly object[];
}
