import { gradients, read, type Node } from '@thalweg/graph';
import type { Revealed } from '@thalweg/inspect';
import type { NamedCircuit } from './named-circuit.ts';
import { valueText } from './step-text.ts';

/** Explains the first revealed value or gradient that is not finite; returns undefined if all are finite. */
export function notFinite(circuit: NamedCircuit, { values, gradients: known }: Revealed): string | undefined {
  const node = circuit.nodes.find(one => values.has(one) && !isFinite(one));
  if (node !== undefined)
    return `${valueText(circuit, node)}: ${why(node)} Everything that depends on it is affected too. ${ADVICE}`;
  const all = gradients(circuit.root);
  const steep = [...circuit.nodes].reverse().find(one => known.has(one) && !isFinite(all.of(one)));
  if (steep === undefined) return undefined;
  return `The gradient of ${circuit.names.get(steep)} has no finite value here, although the values are finite. ${ADVICE}`;
}

const ADVICE = 'Change an input to get finite numbers again.';

function why(node: Node): string {
  return read(node).data.some(Number.isNaN)
    ? 'there is no such real number.'
    : 'it is past the largest number, about 1.8e308, or a division by 0.';
}

const isFinite = (node: Node): boolean => read(node).data.every(Number.isFinite);
