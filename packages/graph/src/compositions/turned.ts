import type { Node } from '../node/node.ts';
import { transpose } from '../operations/transpose.ts';

/** The matrices of a value transposed: the last two axes in each other's place. A product reads them where they lie. */
export function turned(x: Node): Node {
  const rank = x.shape.length;
  const order = x.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  if (rank < 2) return x;
  // What is turned back is read where it lies.
  const kernel = x.rule?.kernel;
  if (kernel?.kind === 'view' && kernel.order?.every((axis, n) => axis === order[n])) return x.inputs[0]!;
  return transpose(x, order);
}
