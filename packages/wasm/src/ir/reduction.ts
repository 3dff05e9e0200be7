/** A reduction of the middle of three axes. */
export interface Reduction {
  readonly name: string;
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
  /** The distance between elements of a column, if not all columns are reduced; `inner` by default. */
  readonly pitch?: number;
}
