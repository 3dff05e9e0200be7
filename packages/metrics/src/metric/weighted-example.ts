/** An example by one number. */
export interface CountedExample {
  /** The number that the metric returned for it. */
  readonly seen: number;
  readonly target: number;
  readonly weight: number;
}

/** An example to count. One object is reused for all examples, so that none is allocated for each. */
export interface WeightedExample extends CountedExample {
  /** For a metric that takes more numbers of an example, the array that they are in, and where the first of them is. */
  readonly numbers: Float64Array;
  readonly from: number;
}
