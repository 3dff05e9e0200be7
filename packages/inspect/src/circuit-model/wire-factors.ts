import { edge, gradients, mul, type Node } from '@thalweg/graph';
import type { CircuitModel } from './circuit-model.ts';
import type { RootGradients } from './root-gradients.ts';
import type { Wire } from './shown-circuit.ts';

/** The factors and the product of the gradient that flows back along a wire, each a number. */
export interface WireFactors {
  readonly upstream: Node;
  readonly local: Node;
  readonly product: Node;
}

/**
 * Returns upstream × local = downstream of a wire between two numbers. For a wire into a folded group, the local gradient
 * is that of the whole group. Returns undefined for other wires.
 */
export function wireFactors(wire: Wire, model: CircuitModel, known: RootGradients): WireFactors | undefined {
  const { node, to, uses } = wire;
  if (to === undefined || !isNumber(node) || known.of(node) === undefined) return undefined;
  if (to.kind === 'group') return groupFactors(wire, model, known);
  const { consumer, position } = uses[0]!;
  if (!isNumber(consumer) || known.of(consumer) === undefined) return undefined;
  if (known.ofInputs(consumer)[position] === undefined) return undefined;
  return edge(known.all, consumer, node, position);
}

/** Returns the factors of the only wire into a group with one output. Other ways around the group would count twice. */
function groupFactors(wire: Wire, model: CircuitModel, known: RootGradients): WireFactors | undefined {
  const members = wire.to!.nodes;
  const inside = new Set(members);
  const outputs = members.filter(
    one => one === model.root || (model.uses.get(one) ?? []).some(({ consumer }) => !inside.has(consumer)),
  );
  const [output] = outputs;
  const isOnly = (model.uses.get(wire.node) ?? []).every(({ consumer }) => inside.has(consumer));
  if (output === undefined || outputs.length > 1 || !isOnly || !isNumber(output)) return undefined;
  const upstream = known.of(output);
  if (upstream === undefined) return undefined;
  const local = gradients(output).of(wire.node);
  return { upstream, local, product: mul(upstream, local) };
}

function isNumber({ shape }: Node): boolean {
  return shape.every(size => size === 1);
}
