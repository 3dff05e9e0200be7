/** A point in the plane of a race. */
export type Point = readonly [x: number, y: number];

/** An interval. */
export type Range = readonly [lo: number, hi: number];

/** A rectangular part of the plane. */
export interface View {
  readonly x: Range;
  readonly y: Range;
}
