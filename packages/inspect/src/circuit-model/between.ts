import type { Node } from '@thalweg/graph';

/**
 * Some nodes with all that lies on a way from one of them to another: a box of them has no way that leaves it and comes
 * back, so that the boxes of a circuit have an order.
 *
 * `nodes` are those of the circuit, inputs before what reads them.
 */
export function withBetween(some: ReadonlySet<Node>, nodes: readonly Node[]): Set<Node> {
  const above = new Set<Node>(some);
  for (const node of nodes) if (node.inputs.some(input => above.has(input))) above.add(node);
  const below = new Set<Node>(some);
  for (let index = nodes.length - 1; index >= 0; index--)
    if (below.has(nodes[index]!)) for (const input of nodes[index]!.inputs) below.add(input);
  return new Set([...above].filter(node => below.has(node)));
}
