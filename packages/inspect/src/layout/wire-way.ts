import type { Placed, Point } from './placement.ts';

/** Half the width of each column, by where its middle is: all that stands in one has its middle there. */
export type Columns = ReadonlyMap<number, number>;

/** The columns of what was placed. */
export function columnsOf(placed: readonly Placed[]): Columns {
  const columns = new Map<number, number>();
  for (const { x, width } of placed) columns.set(Math.round(x), Math.max(width / 2, columns.get(Math.round(x)) ?? 0));
  return columns;
}

/**
 * The way of a wire from side to side. It is level wherever it passes a column, so that it crosses no box there and
 * numbers can stand above and below it, and bends in the gaps between.
 */
export function wireWay(points: readonly Point[], from: Placed, to: Placed, columns: Columns): Point[] {
  const half = (x: number): number => columns.get(Math.round(x)) ?? 0;
  const [leave, arrive] = [within(points[0]!.y, from), within(points.at(-1)!.y, to)];
  const between = points.slice(1, -1).flatMap(({ x, y }) => [
    { x: x - half(x), y },
    { x: x + half(x), y },
  ]);
  return [
    { x: from.x + from.width / 2, y: leave },
    { x: from.x + half(from.x), y: leave },
    ...between,
    { x: to.x - half(to.x), y: arrive },
    { x: to.x - to.width / 2, y: arrive },
  ];
}

/** A height at which a box has a side, and not a corner. */
function within(y: number, { y: middle, height }: Placed): number {
  const room = Math.max(0, height / 2 - 14);
  return Math.min(middle + room, Math.max(middle - room, y));
}
