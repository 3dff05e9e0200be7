import { add, becomes, cast, mul, type Node } from '@thalweg/graph';
import { hyperparameter, type Hyperparameter } from './hyperparameter.ts';
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
 * - **Memory** `momentum.v(name)` for each parameter
 * - **Throws** `GraphError` for a rate below 0, a decay outside of [0, 1)
 * - **Source** Polyak, "Some methods of speeding up the convergence of iteration methods", 1964
 */
export function momentum({ learningRate = 0.01, decay = 0.9 }: MomentumOptions = {}): Transform {
  const rateOf = hyperparameter(learningRate, { name: 'learningRate', least: 0 });
  const decayOf = hyperparameter(decay, { name: 'decay', least: 0, below: 1 });
  return gradients => {
    const rate = rateOf(gradients);
    const gamma = decayOf(gradients);
    return gradients.map((g, parameter) => {
      const v = memory('momentum.v', parameter);
      const next = add(mul(v, cast(gamma, g.dtype)), mul(g, cast(rate, g.dtype)));
      return becomes(v, next as typeof v) as Node;
    });
  };
}
