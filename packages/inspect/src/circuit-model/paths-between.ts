import type { Node } from '@thalweg/graph';

/**
 * Returns the given nodes together with every node on a path from one of them to another (their convex closure). A box
 * of such nodes has no path that leaves it and returns, so the boxes of a circuit have a topological order.
 *
 * `nodes` are the nodes of the circuit in topological order, inputs before their consumers.
 */
export function withPathsBetween(some: ReadonlySet<Node>, nodes: readonly Node[]): Set<Node> {
  const above = new Set<Node>(some);
  for (const node of nodes) if (node.inputs.some(input => above.has(input))) above.add(node);
  const below = new Set<Node>(some);
  for (let index = nodes.length - 1; index >= 0; index--)
    if (below.has(nodes[index]!)) for (const input of nodes[index]!.inputs) below.add(input);
  return new Set([...above].filter(node => below.has(node)));
}
