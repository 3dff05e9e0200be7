import type { Node } from '@thalweg/graph';
import { layerApplications } from './layer-applications.ts';

/** Groups nodes, in topological order, into layers. A layer that is applied again has a group for each application. */
export function layerGroups(nodes: readonly Node[]): ReadonlyMap<Node, string> {
  return new Map(
    layerApplications(nodes).flatMap(({ layer, number, nodes: members }) =>
      [...members].map(node => [node, number === 1 ? layer : `${layer} (${number})`] as const),
    ),
  );
}
