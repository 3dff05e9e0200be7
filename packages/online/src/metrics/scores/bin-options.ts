/** Options of metrics that follow from the order of scores. */
export interface BinOptions {
  /** How many bins the scores are kept in where there is no window, 4096 by default. */
  readonly bins?: number;
  /**
   * Bins are of equal width between these scores, and the outermost ones hold what lies beyond. Without it scores are
   * probabilities, and bins are of equal width in `ln(p/(1 − p))`, from −16 to 16.
   */
  readonly range?: readonly [from: number, to: number];
}
