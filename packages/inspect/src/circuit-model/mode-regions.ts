import type { Node } from '@thalweg/graph';
import { layerNamed } from './layer-named.ts';
import { reached } from './reached.ts';

/**
 * Returns the choices between training and prediction that belong to one layer, with their nodes: `whenTraining` with what only
 * one of its arms depends on, where all of this reads registers of this layer alone.
 */
export function modeRegions(nodes: readonly Node[]): (readonly [layer: string, members: Set<Node>])[] {
  return nodes
    .filter(({ rule }) => rule?.kernel.kind === 'mode')
    .flatMap(node => {
      const members = regionOf(node);
      const [layer, ...others] = new Set([...members].flatMap(layersRead));
      return layer !== undefined && others.length === 0 ? [[layer, members] as const] : [];
    });
}

function regionOf(mode: Node): Set<Node> {
  const [training, otherwise] = mode.inputs.map(arm => reached([arm])) as [Set<Node>, Set<Node>];
  const trained = [...training].filter(node => !otherwise.has(node));
  return new Set([mode, ...trained, ...[...otherwise].filter(node => !training.has(node))]);
}

/** The layers whose registers a node is, reads or writes. */
function layersRead(node: Node): string[] {
  return [node, node.register ?? node, ...node.inputs].map(layerNamed).filter(layer => layer !== undefined);
}
