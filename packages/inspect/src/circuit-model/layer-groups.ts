import { Register, type Node } from '@thalweg/graph';
import { withPathsBetween } from './paths-between.ts';

/**
 * Groups nodes into layers by the names of their registers, such as `dense1/weight`. A layer consists of its registers,
 * their consumers and the nodes between them. A node belongs to the first layer that claims it.
 */
export function layerGroups(nodes: readonly Node[]): ReadonlyMap<Node, string> {
  const owned = new Map<string, Set<Node>>();
  for (const node of nodes) {
    const layer = node instanceof Register ? layerNamed(node.name) : undefined;
    if (layer === undefined) continue;
    const members = owned.get(layer) ?? new Set();
    owned.set(layer, members.add(node));
    for (const consumer of nodes) if (consumer.inputs.includes(node)) members.add(consumer);
  }
  const groups = new Map<Node, string>();
  for (const [layer, members] of owned)
    for (const member of withPathsBetween(members, nodes)) if (!groups.has(member)) groups.set(member, layer);
  return groups;
}

/** Returns `dense1` for `dense1/weight`. An optimizer’s register such as `adam.m(dense1/weight)` belongs to no layer. */
function layerNamed(name: string): string | undefined {
  return /^([^/()]+)\/[^()]*$/.exec(name)?.[1];
}
