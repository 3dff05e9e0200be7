import type { Hyperparameter } from '../hyperparameter.ts';
import { hyperparameter } from '../internal/hyperparameter.ts';
import { velocity } from '../internal/velocity.ts';
import { withLearningRate } from '../internal/with-learning-rate.ts';
import type { TermPosition } from '../term-position.ts';
import type { Transform } from '../transform.ts';

/** Options of {@link momentum}. */
export interface MomentumOptions {
  /** η, 0.01 by default. */
  readonly learningRate?: Hyperparameter;
  /**
   * Where η stands: `'inside'` of the velocity by default; `'outside'`, `v ← γ v + g; θ ← θ − η v`, as PyTorch has it.
   * They are equal while η stays the same.
   */
  readonly learningRateAt?: TermPosition;
  /** γ, 0.9 by default. */
  readonly decay?: Hyperparameter;
}

/**
 * Momentum `v ← γ v + η g; θ ← θ − v`, the rate inside the velocity.
 *
 * - **Memory** `momentum.v(name)` for each parameter
 * - **Rows** of a table that a step does not touch rest: they do not coast on, and their v does not fall
 * - **Throws** `GraphError` for a rate below 0, a decay outside of [0, 1)
 * - **Source** Polyak, "Some methods of speeding up the convergence of iteration methods", 1964
 */
export function momentum({
  learningRate = 0.01,
  learningRateAt = 'inside',
  decay = 0.9,
}: MomentumOptions = {}): Transform {
  const decayOf = hyperparameter(decay, { name: 'decay', least: 0, below: 1 });
  return withLearningRate(velocity({ name: 'momentum.v', decay: decayOf }), { learningRate, learningRateAt });
}
