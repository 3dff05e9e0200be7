import type { Node } from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';
import { missing, type AxisSizes } from './axis-sizes.ts';

/** Returns the sizes of each node, from those of dynamic axes. `nodes` are in topological order. */
export function realSizes(nodes: readonly Node[], sizes: AxisSizes): ReadonlyMap<Node, Sizes> {
  const known = new Map<Node, Sizes>();
  for (const node of nodes) {
    const shape = node.rule?.shape(node.inputs.map(input => known.get(input)!)) ?? node.shape;
    known.set(node, shape.map(size => (typeof size === 'number' ? size : (sizes[size] ?? missing(size))))); // prettier-ignore
  }
  return known;
}
