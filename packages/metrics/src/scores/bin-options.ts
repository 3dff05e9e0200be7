/** Options of metrics of the order of scores. */
export interface BinOptions {
  /** The number of bins for scores without a window, 4096 by default. */
  readonly bins?: number;
  /**
   * Bins have equal width between these scores, and the outermost ones hold scores beyond. Without it scores are
   * probabilities, and bins are of equal width in `ln(p/(1 − p))`, from −16 to 16.
   */
  readonly range?: readonly [from: number, to: number] | undefined;
}

/** Defaults of {@link BinOptions}. */
export const binDefaults = { bins: 4096, range: undefined } as const;
