/** An example to count. One object is reused for all examples, so that none is allocated for each. */
export interface WeightedExample {
  /** The number that the metric returned for it. */
  readonly seen: number;
  readonly target: number;
  readonly weight: number;
}
