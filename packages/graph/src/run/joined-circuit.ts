import { nodeOf } from '../node/node-of.ts';
import { Circuit } from '../frame/circuit.ts';
import type { Node } from '../node/node.ts';

/** Makes one circuit of those of some nodes, and returns it. */
export function joinedCircuit(nodes: readonly Node[]): Circuit {
  const circuit = new Circuit();
  for (const node of nodes) {
    const { circuit: other } = nodeOf('a pass', node);
    if (other !== undefined) circuit.join(other);
  }
  return circuit;
}
