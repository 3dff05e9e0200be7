import { Register, type Node } from '@thalweg/graph';
import { withBetween } from './between.ts';

/**
 * The layers of a circuit by the names of their registers, as `dense1/weight`: such a register, what reads it, and what
 * lies between. Outside the first layer that claims it, a node is in no other.
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
    for (const member of withBetween(members, nodes)) if (!groups.has(member)) groups.set(member, layer);
  return groups;
}

/** `dense1` of `dense1/weight`; an optimizer’s `adam.m(dense1/weight)` is of no layer. */
function layerNamed(name: string): string | undefined {
  return /^([^/()]+)\/[^()]*$/.exec(name)?.[1];
}
