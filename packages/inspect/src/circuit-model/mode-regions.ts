import type { Node } from '@thalweg/graph';
import { layerNamed } from './layer-named.ts';
import { reached } from './reached.ts';
import { registerRead } from './register-read.ts';

/** The nodes of a choice between training and prediction, and the layer that it belongs to. */
export interface ModeRegion {
  readonly layer: string;
  readonly members: Set<Node>;
}

/**
 * Returns the choices between training and prediction that belong to one layer: `whenTraining` with what only one of its arms
 * depends on, where all of this reads registers of this layer alone.
 */
export function modeRegions(nodes: readonly Node[]): ModeRegion[] {
  return nodes
    .filter(({ rule }) => rule?.kernel.kind === 'mode')
    .flatMap(node => {
      const members = regionOf(node);
      const layers = new Set([...members].flatMap(layersRead));
      const [layer] = layers;
      return layer !== undefined && layers.size === 1 ? [{ layer, members }] : [];
    });
}

function regionOf(mode: Node): Set<Node> {
  const [training, otherwise] = mode.inputs.map(arm => reached([arm])) as [Set<Node>, Set<Node>];
  const trained = [...training].filter(node => !otherwise.has(node));
  return new Set([mode, ...trained, ...[...otherwise].filter(node => !training.has(node))]);
}

/** The layers whose registers a node is, reads or writes. */
function layersRead(node: Node): string[] {
  const registers = [registerRead(node), node.register, ...node.inputs.map(registerRead)];
  return registers.map(register => layerNamed(register?.name)).filter(layer => layer !== undefined);
}
