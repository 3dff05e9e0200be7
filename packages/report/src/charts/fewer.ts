/** A point of a curve. */
interface Place {
  readonly x: number;
  readonly y: number;
}

/** The most points of a curve. */
const POINTS = 200;

/**
 * Returns at most 200 of the points of a curve, which keep its shape: the first, the last, and from each group of
 * neighbours the point that spans the largest triangle with the one before and the mean of the next group.
 *
 * - **Source** Steinarsson, "Downsampling Time Series for Visual Representation", 2013, §4.2 (largest triangle, three buckets)
 */
export function fewer<P extends Place>(points: readonly P[], most: number = POINTS): P[] {
  if (points.length <= most) return [...points];
  const size = (points.length - 2) / (most - 2);
  const start = (group: number): number => 1 + Math.floor(group * size);
  const kept = [points[0]!];
  for (let group = 0; group < most - 2; group++) {
    const next = meanOf(points, start(group + 1), Math.min(start(group + 2), points.length));
    kept.push(farthest(points.slice(start(group), start(group + 1)), kept.at(-1)!, next));
  }
  return [...kept, points.at(-1)!];
}

function meanOf(points: readonly Place[], from: number, to: number): Place {
  if (from >= to) return points.at(-1)!;
  let [x, y] = [0, 0];
  for (let i = from; i < to; i++) [x, y] = [x + points[i]!.x, y + points[i]!.y];
  return { x: x / (to - from), y: y / (to - from) };
}

function farthest<P extends Place>(group: readonly P[], before: Place, next: Place): P {
  let [found, largest] = [group[0]!, -1];
  for (const point of group) {
    const area = Math.abs((before.x - next.x) * (point.y - before.y) - (before.x - point.x) * (next.y - before.y));
    if (area > largest) [found, largest] = [point, area];
  }
  return found;
}
