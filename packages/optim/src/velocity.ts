import { add, becomes, cast, mul, type Gradients, type Node } from '@thalweg/graph';
import { memory } from './memory.ts';
import type { Transform } from './transform.ts';

/** Gathers what comes: `v ← γ v + g` from 0, in the precision of g. */
export function velocity(name: string, decayOf: (gradients: Gradients) => Node<readonly []>): Transform {
  return gradients => {
    const gamma = decayOf(gradients);
    return gradients.map((g, parameter) => {
      const v = memory(name, parameter);
      return becomes(v, add(mul(v, cast(gamma, g.dtype)), g) as typeof v) as Node;
    });
  };
}
