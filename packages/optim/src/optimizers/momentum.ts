import { optionsOf } from '@thalweg/tensor/engine';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { velocity } from '../rules/averages.ts';
import { withLearningRate } from '../transforms/with-learning-rate.ts';
import type { TermPosition } from '../rules/term-position.ts';
import type { Transform } from '../rules/updates.ts';

/** Options of {@link momentum}. */
export interface MomentumOptions {
  /** η, 0.01 by default. */
  readonly learningRate?: Hyperparameter;
  /**
   * The position of η: `'inside'` of the velocity by default, or `'outside'`, `v ← γ v + g; θ ← θ − η v`, as in
   * PyTorch. Both are equal while η is constant.
   */
  readonly learningRateAt?: TermPosition;
  /** γ, 0.9 by default. */
  readonly decay?: Hyperparameter;
}

/**
 * Momentum, with the rate inside of the velocity: `v ← γ v + η g; θ ← θ − v`.
 *
 * - **Memory** `momentum.v(name)` for each parameter
 * - **Rows** that a step does not touch stay unchanged, and so does their v: their momentum does not move them
 * - **Throws** `GraphError` for a rate below 0, a decay outside of [0, 1)
 * - **Source** Polyak, "Some methods of speeding up the convergence of iteration methods", 1964
 */
export function momentum(options?: MomentumOptions): Transform {
  const { learningRate, learningRateAt, decay } = optionsOf('momentum', options, {
    learningRate: 0.01,
    learningRateAt: 'inside',
    decay: 0.9,
  });
  const decayOf = hyperparameter(decay, { name: 'decay', least: 0, below: 1 });
  return withLearningRate(velocity({ name: 'momentum.v', decay: decayOf }), { learningRate, learningRateAt });
}
