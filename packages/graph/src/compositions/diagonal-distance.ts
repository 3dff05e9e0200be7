import type { Node } from '../node/node.ts';
import { sub } from '../operations/sub.ts';
import { positions } from './positions.ts';
import { withAxes } from './without-axes.ts';

/**
 * The distance of each element of a matrix from the main diagonal, positive above it, as int32; only the shape is used.
 *
 * - **Shape** `x: […, m, n] → [m, n]`
 */
export function diagonalDistance(x: Node): Node {
  const rank = x.shape.length;
  const [row, column] = [withAxes(positions(x, rank - 2), [1]), withAxes(positions(x, rank - 1), [0])];
  return sub(column, row) as Node;
}
