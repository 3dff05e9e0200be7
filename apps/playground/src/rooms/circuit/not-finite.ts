import { gradients, read, type Node } from '@thalweg/graph';
import type { Revealed } from '@thalweg/inspect';
import type { NamedCircuit } from './named-circuit.ts';
import { valueText } from './step-text.ts';

/** Says where the first number comes from that is none, or is infinite, of those that are known; nothing if there is none. */
export function notFinite(circuit: NamedCircuit, { values, gradients: known }: Revealed): string | undefined {
  const node = circuit.nodes.find(one => values.has(one) && !isFinite(one));
  if (node !== undefined)
    return `${valueText(circuit, node)}: ${why(node)} What depends on it is no better off. ${ADVICE}`;
  const all = gradients(circuit.root);
  const steep = [...circuit.nodes].reverse().find(one => known.has(one) && !isFinite(all.of(one)));
  if (steep === undefined) return undefined;
  return `The gradient of ${circuit.names.get(steep)} has no finite value here, though the values have. ${ADVICE}`;
}

const ADVICE = 'Another value of an input brings the numbers back.';

function why(node: Node): string {
  return Number.isNaN(read(node).item())
    ? 'there is no such real number.'
    : 'it is past the largest number, about 1.8e308, or a division by 0.';
}

const isFinite = (node: Node): boolean => Number.isFinite(read(node).item());
