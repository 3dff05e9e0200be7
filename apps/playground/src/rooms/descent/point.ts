/** A point of the plane that a race runs over. */
export type Point = readonly [x: number, y: number];

/** From the lowest to the highest. */
export type Range = readonly [lo: number, hi: number];

/** A part of the plane. */
export interface View {
  readonly x: Range;
  readonly y: Range;
}
