import type { Point } from '../series/condense.ts';

/** A line of a chart, as the points that are drawn. */
export interface DrawnLine {
  readonly run: string;
  readonly name: string;
  readonly dotted: boolean;
  /** The number of records behind the points. */
  readonly records: number;
  readonly points: readonly Point[];
}

/** True if points are means of several records. */
export function isCondensed({ records, points }: DrawnLine): boolean {
  return records > points.length;
}
