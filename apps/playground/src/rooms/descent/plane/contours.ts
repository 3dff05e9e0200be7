import { contours } from 'd3-contour';
import { spread } from './grid.ts';
import type { Scene } from '../race/scene.ts';

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
