import { add, becomes, cast, mul, type Node } from '@thalweg/graph';
import { checkRange, hyperparameter, type Hyperparameter } from './hyperparameter.ts';
import { memory } from './memory.ts';
import type { Transform } from './transform.ts';

/** Options of {@link momentum}. */
export interface MomentumOptions {
  /** η, 0.01 by default. */
  readonly learningRate?: Hyperparameter;
  /** γ, 0.9 by default. */
  readonly decay?: Hyperparameter;
}

/**
 * Momentum `v ← γ v + η g; θ ← θ − v`, the rate inside the velocity.
 *
 * - **Source** Polyak, "Some methods of speeding up the convergence of iteration methods", 1964
 */
export function momentum({ learningRate = 0.01, decay = 0.9 }: MomentumOptions = {}): Transform {
  checkRange('momentum', 'learningRate', learningRate, { least: 0 });
  checkRange('momentum', 'decay', decay, { least: 0, below: 1 });
  return gradients => {
    const step = (): Node<readonly []> => gradients.step;
    const rate = hyperparameter('learningRate', learningRate, step);
    const gamma = hyperparameter('decay', decay, step);
    return gradients.map((g, parameter) => {
      const v = memory('momentum.v', parameter);
      const next = add(mul(v, cast(gamma, g.dtype)), mul(g, cast(rate, g.dtype)));
      return becomes(v, next as typeof v) as Node;
    });
  };
}
