/** A point of a function along a line: where it is, the value there, and its slope. */
export interface LinePoint {
  readonly at: number;
  readonly value: number;
  readonly slope: number;
}
