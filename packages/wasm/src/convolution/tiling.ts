/** Tiles of neighbouring places of a grid: the first tile, the places in a tile, and how many tiles follow, how far apart. */
export interface Tiling {
  readonly at: Cell;
  readonly cells: readonly Cell[];
  readonly down: { readonly count: number; readonly step: number };
  readonly across: { readonly count: number; readonly step: number };
}

type Cell = readonly [row: number, column: number];

/** Vectors that a tile sums at once: more do not fit into registers. */
const ACCUMULATORS = 8;

/**
 * Covers a grid of places, each of so many columns, with tiles of as many places in a row as fit into registers; at the grid's right
 * edge tiles stand upright, so that few of them are not full.
 */
export function tilingsOf(rows: number, columns: number, width: number): Tiling[] {
  const most = ACCUMULATORS / Math.ceil(width / 4);
  const rest = columns % most;
  const main: Tiling = {
    at: [0, 0],
    cells: cellsOf(1, most),
    down: { count: rows, step: 1 },
    across: { count: (columns - rest) / most, step: most },
  };
  return [main, ...atEdge(rows, rest, columns - rest, most)].filter(
    ({ down, across }) => down.count * across.count > 0,
  );
}

/** The last columns of a grid, fewer than a tile has. */
function atEdge(rows: number, width: number, column: number, most: number): Tiling[] {
  if (width === 0) return [];
  const height = Math.floor(most / width);
  const left = rows % height;
  const across = { count: 1, step: 0 };
  const whole = { count: (rows - left) / height, step: height };
  const tilings: Tiling[] = [{ at: [0, column], cells: cellsOf(height, width), down: whole, across }];
  if (left > 0)
    tilings.push({ at: [rows - left, column], cells: cellsOf(left, width), down: { count: 1, step: 0 }, across });
  return tilings;
}

function cellsOf(height: number, width: number): Cell[] {
  return Array.from({ length: height * width }, (_, n) => [Math.floor(n / width), n % width]);
}
