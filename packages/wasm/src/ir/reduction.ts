/** A reduction of the middle of three axes. */
export interface Reduction {
  readonly name: string;
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
  /** How far apart the elements of a column lie, where not all columns are reduced; by default `inner`. */
  readonly pitch?: number;
}
