import type { Node } from '@thalweg/graph';

/** The largest Jacobian that is shown, in elements. */
export const MAX_JACOBIAN_SIZE = 4096;

/** Returns the size of a node’s local gradient in elements: 0 if it is elementwise, else the size of its Jacobian. */
export function localSize(node: Node, input: Node): number {
  if (node.rule?.kernel.kind === 'elementwise') return 0;
  return [...node.shape, ...input.shape].reduce<number>(
    (product, size) => product * (typeof size === 'number' ? size : Infinity),
    1,
  );
}
