import type { Node } from '@thalweg/graph';

/** The largest Jacobian that is written out, in elements. */
export const MOST_LOCAL = 4096;

/** How many elements the local gradient of a node has: its own, or those of a Jacobian where it mixes elements. */
export function localSize(node: Node, input: Node): number {
  if (node.rule?.kernel.kind === 'elementwise') return 0;
  return [...node.shape, ...input.shape].reduce<number>(
    (product, size) => product * (typeof size === 'number' ? size : Infinity),
    1,
  );
}
