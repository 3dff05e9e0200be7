import { nodeOf } from '../node/node-of.ts';
import type { Node } from '../node/node.ts';
import { withAxes, withoutAxes } from './without-axes.ts';

/** Applies an operation on matrices to a vector as well: as a matrix of one column, which is a vector again in the end. */
export function onColumns(operation: string, b: Node, apply: (columns: Node) => Node): Node {
  if (nodeOf(operation, b).shape.length !== 1) return apply(b);
  const y = apply(withAxes(b, [1]));
  return withoutAxes(y, [y.shape.length - 1]);
}
