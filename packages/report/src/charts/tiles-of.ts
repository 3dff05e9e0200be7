import { HEAT_LEVELS } from '../page/palette.ts';
import type { Residual } from './residual-groups.ts';

/** A cell of a map of points, with the level of its colour. */
export interface Tile {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly level: number;
}

/** Returns the cells of a map that hold points; the level of a cell grows with the logarithm of their number. */
export function tilesOf(
  points: readonly Residual[],
  { columns, rows }: { readonly columns: number; readonly rows: number },
): Tile[] {
  const across = scaleOf(points, 'x', columns);
  const up = scaleOf(points, 'y', rows);
  const counts = new Map<number, number>();
  for (const { x, y } of points) {
    const place = across.cell(x) * rows + up.cell(y);
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  const most = Math.max(1, Math.log(Math.max(...counts.values())));
  return Array.from(counts, ([place, count]) => {
    const [column, row] = [Math.floor(place / rows), place % rows];
    const level = 1 + Math.min(HEAT_LEVELS - 2, Math.floor((Math.log(count) / most) * (HEAT_LEVELS - 1)));
    return { x1: across.at(column), x2: across.at(column + 1), y1: up.at(row), y2: up.at(row + 1), level };
  });
}

interface Cells {
  readonly cell: (value: number) => number;
  readonly at: (cell: number) => number;
}

function scaleOf(points: readonly Residual[], axis: 'x' | 'y', cells: number): Cells {
  let [low, high] = [Infinity, -Infinity];
  for (const point of points) [low, high] = [Math.min(low, point[axis]), Math.max(high, point[axis])];
  const width = high > low ? (high - low) / cells : 1;
  return { cell: value => Math.min(cells - 1, Math.floor((value - low) / width)), at: cell => low + cell * width };
}
