import type { Node } from '@thalweg/graph';

/** The nodes that some roots depend on, themselves included, inputs before what reads them. */
export function nodesBelow(roots: readonly Node[]): Node[] {
  const seen = new Set<Node>(roots);
  for (const node of seen) for (const input of node.inputs) seen.add(input);
  return [...seen].reverse().sort((a, b) => a.height - b.height);
}
