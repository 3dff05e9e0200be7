import { constant, type Node, read } from '@thalweg/graph';
import { contours } from 'd3-contour';
import type { Range, View } from '../race/point.ts';
import type { Scene } from '../race/scene.ts';

/** The aspect ratio of the picture: width divided by height. */
export const ASPECT = 1.6;

/** Returns the smallest view that contains the given one and fills the picture with the same scale on both axes. */
export function widened({ x, y }: View): View {
  const [wide, high] = [x[1] - x[0], y[1] - y[0]];
  return wide > high * ASPECT
    ? { x, y: stretched(y, wide / ASPECT / high) }
    : { x: stretched(x, (high * ASPECT) / wide), y };
}

function stretched([lo, hi]: Range, factor: number): Range {
  const [middle, half] = [(lo + hi) / 2, ((hi - lo) / 2) * factor];
  return [middle - half, middle + half];
}

/** Returns `count` evenly spaced numbers, both ends included. */
export function spread([lo, hi]: Range, count: number): number[] {
  return Array.from({ length: count }, (_, i) => lo + ((hi - lo) * i) / (count - 1));
}

/** Returns a function that computes a loss on a grid, row by row, in one pass. */
export function heightsOf(
  loss: (x: Node<readonly [number]>, y: Node<readonly [number]>) => Node,
): (xs: readonly number[], ys: readonly number[]) => Float32Array {
  return (xs, ys) => {
    const across = constant(ys.flatMap(() => xs));
    const along = constant(ys.flatMap(y => xs.map(() => y)));
    return Float32Array.from(read(loss(across, along)).toArray() as number[]);
  };
}

const [COLUMNS, ROWS] = [160, 100];
/** The rows that are computed without a pause. */
const BAND = 4;
const LEVELS = 18;

/**
 * Returns the contours of a scene as SVG paths in the unit square, with (0, 0) at the top left. A path encloses the area
 * above its level. The generator yields where the work may pause: after a band of rows and after each level.
 */
export function* contourPaths({ heights, view }: Pick<Scene, 'heights' | 'view'>): Generator<void, string[]> {
  const xs = spread(view.x, COLUMNS);
  // Pixel rows run from top to bottom.
  const ys = spread(view.y, ROWS).reverse();
  const values: number[] = [];
  for (let row = 0; row < ROWS; row += BAND) {
    values.push(...heights(xs, ys.slice(row, row + BAND)));
    yield;
  }
  const lines = contours().size([COLUMNS, ROWS]);
  const paths: string[] = [];
  for (const level of levelsOf(values)) {
    paths.push(lines.contour(values, level).coordinates.flat().map(ringPath).join(''));
    yield;
  }
  return paths.filter(path => path !== '');
}

/** Returns contour levels that are denser near the lowest loss, where descents end. */
function levelsOf(heights: readonly number[]): number[] {
  const [lowest, highest] = [Math.min(...heights), Math.max(...heights)];
  return spread([0, 1], LEVELS + 2)
    .slice(1, -1)
    .map(share => lowest + (highest - lowest) * share ** 3);
}

// d3-contour places a value at the centre of its cell.
const ringPath = (ring: number[][]): string =>
  `M${ring.map(([x, y]) => `${((x! - 0.5) / (COLUMNS - 1)).toFixed(4)},${((y! - 0.5) / (ROWS - 1)).toFixed(4)}`).join('L')}Z`;
