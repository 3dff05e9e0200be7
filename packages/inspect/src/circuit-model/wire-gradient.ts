import { add, type Node } from '@thalweg/graph';
import { isFloat } from '@thalweg/tensor';
import type { CircuitModel } from './circuit-model.ts';
import type { RootGradients } from './root-gradients.ts';
import type { Wire } from './shown-circuit.ts';

/** Returns the gradient that flows back along a wire: where the value fans out, one term of the sum. */
export function wireGradient(
  { node, to, uses: wireUses }: Wire,
  { uses, forward }: CircuitModel,
  { of, ofInputs }: RootGradients,
): Node | undefined {
  if (!isFloat(node.dtype)) return undefined;
  const isForward = ({ consumer }: { readonly consumer: Node }): boolean => forward.has(consumer);
  const forwardUses = wireUses.filter(isForward);
  if (to === undefined || forwardUses.length === (uses.get(node) ?? []).filter(isForward).length) return of(node);
  const terms = forwardUses.map(({ consumer, position }) => ofInputs(consumer)[position]);
  const present = terms.filter(term => term !== undefined);
  return present.length === 0 ? undefined : present.reduce((sum, term) => add(sum, term));
}
