import { add, type Node } from '@thalweg/graph';
import { isFloat } from '@thalweg/tensor';
import type { CircuitModel } from './circuit-model.ts';
import type { RootGradients } from './root-gradients.ts';
import type { Wire } from './shown-circuit.ts';

/** The gradient that comes back along a wire: one term of the sum where its value fans out. */
export function alongWire(
  { node, to, uses: along }: Wire,
  { uses, forward }: CircuitModel,
  { of, inputAdjoints }: RootGradients,
): Node | undefined {
  if (!isFloat(node.dtype)) return undefined;
  const isForward = ({ consumer }: { readonly consumer: Node }): boolean => forward.has(consumer);
  const counted = along.filter(isForward);
  if (to === undefined || counted.length === (uses.get(node) ?? []).filter(isForward).length) return of(node);
  const terms = counted.map(({ consumer, position }) => inputAdjoints(consumer)[position]);
  const found = terms.filter(term => term !== undefined);
  return found.length === 0 ? undefined : found.reduce((sum, term) => add(sum, term));
}
