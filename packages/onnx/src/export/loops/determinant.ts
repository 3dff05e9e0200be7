import type { Loops, Wire } from '@thalweg/graph/engine';
import type { Emission } from '../emission.ts';
import { narrowed } from './narrowed.ts';

/** Writes determinants, their signs, or the logarithms of their absolute values. */
export function determinant(emission: Emission, wire: Wire, { of }: Loops['determinant']): string {
  const { block } = emission;
  const found = narrowed(emission, [emission.valueOf(wire.inputs[0]!)], wire.dtype, values => block.apply('Det', values)); // prettier-ignore
  if (of === 'determinant') return found;
  return of === 'sign' ? block.apply('Sign', [found]) : block.apply('Log', [block.apply('Abs', [found])]);
}
