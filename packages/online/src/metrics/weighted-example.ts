/** An example as it is counted. One object serves for all of them, so that none is made for each. */
export interface WeightedExample {
  /** What the metric saw of it. */
  readonly seen: number;
  readonly target: number;
  readonly weight: number;
}
