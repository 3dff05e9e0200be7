import type { Node } from '../node/node.ts';

/** True if a node is computed from another, or is it. */
export function dependsOn(root: Node, node: Node): boolean {
  const seen = new Set<Node>([root]);
  for (const one of seen) {
    if (one === node) return true;
    for (const input of one.inputs) if (input.height >= node.height) seen.add(input);
  }
  return false;
}
