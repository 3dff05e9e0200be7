/** Options of metrics that compare classes. */
export interface ClassOptions {
  /** How many classes there are, 2 by default. */
  readonly classes?: number;
  /** A single number means class 1 if it is above, 0.5 by default. Of several scores the largest decides. */
  readonly threshold?: number;
}
