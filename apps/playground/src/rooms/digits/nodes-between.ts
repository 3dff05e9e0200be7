import { Input, type Node } from '@thalweg/graph';

/** Returns the nodes that compute a root from another node, the root included and inputs left out. */
export function nodesBetween(from: Node, root: Node): Node[] {
  const found = new Set<Node>();
  const visit = (node: Node): void => {
    if (node === from || node instanceof Input || found.has(node)) return;
    found.add(node);
    node.inputs.forEach(visit);
  };
  visit(root);
  return [...found];
}
