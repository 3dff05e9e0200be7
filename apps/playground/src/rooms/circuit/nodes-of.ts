import type { Node } from '@thalweg/graph';

/** Returns the inputs and operations that a root depends on, in topological order, without constants. */
export function nodesOf(root: Node): readonly Node[] {
  const found = new Set<Node>();
  const visit = (node: Node): void => {
    if (found.has(node) || (node.circuit === undefined && node.inputs.length === 0)) return;
    for (const one of node.inputs) visit(one);
    found.add(node);
  };
  visit(root);
  return [...found];
}
