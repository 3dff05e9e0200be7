import type { Rectangle, Point } from './picture-layout.ts';

/** Half the width of each column, keyed by the x coordinate at which everything in it is centred. */
export type Columns = ReadonlyMap<number, number>;

/** Returns the columns of the arranged rectangles. */
export function columnsOf(rectangles: readonly Rectangle[]): Columns {
  const columns = new Map<number, number>();
  for (const { x, width } of rectangles)
    columns.set(Math.round(x), Math.max(width / 2, columns.get(Math.round(x)) ?? 0));
  return columns;
}

/**
 * Returns the route of a wire between two boxes. The route is horizontal inside each column, where it must not cross
 * boxes and where labels lie above and below it; it bends in the gaps between columns.
 */
export function wireRoute(points: readonly Point[], from: Rectangle, to: Rectangle, columns: Columns): Point[] {
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

/** Returns the height closest to `y` at which the box has a straight side, away from its round corners. */
function within(y: number, { y: middle, height }: Rectangle): number {
  const room = Math.max(0, height / 2 - 14);
  return Math.min(middle + room, Math.max(middle - room, y));
}
