import type { Wire } from '@thalweg/graph/engine';
import type { Emission } from '../emission.ts';

/** Writes the product of matrices. */
export function contraction(emission: Emission, wire: Wire): string {
  const { block } = emission;
  const factors = wire.inputs.map(input => emission.valueOf(input));
  const isTurned = factors.some(factor => block.producer(factor)?.operator === 'Transpose');
  // ONNX Runtime joins MatMul with a transposition before it, for which it has no operator of float64.
  if (wire.dtype === 'float64' && isTurned)
    return block.apply('Einsum', factors, { equation: { text: '...ij,...jk->...ik' } });
  return block.apply('MatMul', factors);
}
