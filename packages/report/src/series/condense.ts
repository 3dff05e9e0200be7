import type { Series } from './series.ts';

/** Neighbouring values as one point of a line. */
export interface Point {
  /** Mean place on the axis. */
  readonly x: number;
  readonly from: number;
  readonly to: number;
  /** Mean of the values that are finite; NaN without any. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** The number of values that are NaN or infinite. */
  readonly missing: number;
}

/** The points of a long line: about one for three pixels. */
const POINTS = 160;

/**
 * Returns points that show a series: its values if they are at most 320, else at most 160 points with the mean, the smallest
 * and the largest of the values in equal parts of the axis. So a peak of a single value stays visible, in the band.
 */
export function condense({ x, y }: Series, most: number = POINTS): Point[] {
  const [first, last] = [x[0]!, x.at(-1)!];
  if (x.length <= 2 * most) return Array.from(x, (_, i) => pointOf(x, y, i, i + 1));
  const points: Point[] = [];
  for (let part = 1, start = 0; start < x.length; part++) {
    const limit = first + ((last - first) * part) / most;
    let end = start;
    while (end < x.length && (part >= most || x[end]! < limit)) end++;
    if (end > start) points.push(pointOf(x, y, start, end));
    start = end;
  }
  return points;
}

function pointOf(x: Float64Array, y: Float64Array, start: number, end: number): Point {
  let [places, sum, count, low, high] = [0, 0, 0, Infinity, -Infinity];
  for (let i = start; i < end; i++) {
    places += x[i]!;
    const value = y[i]!;
    if (!Number.isFinite(value)) continue;
    sum += value;
    count++;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const all = end - start;
  const range = count === 0 ? { mean: NaN, low: NaN, high: NaN } : { mean: sum / count, low, high };
  return { x: places / all, from: x[start]!, to: x[end - 1]!, ...range, count: all, missing: all - count };
}
