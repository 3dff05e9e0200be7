import { constant, read, type Node } from '@thalweg/graph';
import { sizeOf, type Sizes } from '@thalweg/tensor';
import { isConstant, isQuick } from './contents.ts';

/** Constants of up to so many elements are computed while the circuit is built. */
const MOST = 4096;

/** Returns a small value that depends on small constants only, as a constant; any other value unchanged. */
export function folded(node: Node, inputs: readonly (Node | undefined)[]): Node {
  const isSmall = (one: Node): boolean => isConstant(one) && sizeOf(one.shape as Sizes) <= MOST;
  if (node.inputs.length === 0 || !isSmall(node)) return node;
  return inputs.every(one => one === undefined || isSmall(one)) && isQuick(node)
    ? (constant(read(node)) as Node)
    : node;
}
