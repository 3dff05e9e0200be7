import type { Node } from '../node/node.ts';
import { equal } from '../operations/comparison.ts';
import { where } from '../operations/where.ts';
import { constant } from '../sources/constant.ts';
import { diagonalDistance } from './diagonal-distance.ts';

/** The identity matrix of the size and the dtype of square matrices, of which only the shape is used. */
export function identityLike(like: Node): Node {
  const [one, zero] = [1, 0].map(value => constant(value, { dtype: like.dtype }));
  return where(equal(diagonalDistance(like), 0), one!, zero!) as Node;
}
