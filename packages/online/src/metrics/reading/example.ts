/** One example as metrics look at it. It is theirs until they return: the next example is written into the same object. */
export interface Example {
  /** How many numbers were predicted: 1 for a score or a number, else one for each class. */
  readonly classes: number;
  /** The number that was predicted, if it is one. */
  readonly score: number;
  /** Where several numbers were predicted, these, for this example from {@link Example.from} on. */
  readonly scores: ArrayLike<number>;
  readonly from: number;
  /** What was true. */
  readonly target: number;
  /** The step of its outcome. */
  readonly step: number;
}
