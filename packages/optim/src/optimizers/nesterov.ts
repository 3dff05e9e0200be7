import { optionsOf } from '@thalweg/tensor/engine';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { velocity } from '../rules/averages.ts';
import { withLearningRate } from '../transforms/with-learning-rate.ts';
import type { TermPosition } from '../rules/term-position.ts';
import type { Transform } from '../rules/updates.ts';

/** Options of {@link nesterov}. */
export interface NesterovOptions {
  /** η, 0.01 by default. */
  readonly learningRate?: Hyperparameter;
  /**
   * The position of η: `'inside'` of the velocity by default, or `'outside'`, `v ← γ v + g; θ ← θ − η (γ v + g)`, as in
   * PyTorch. Both are equal while η is constant.
   */
  readonly learningRateAt?: TermPosition;
  /** γ, 0.9 by default. */
  readonly decay?: Hyperparameter;
}

/**
 * Nesterov's momentum, which is one step ahead: `v ← γ v + η g; θ ← θ − (γ v + η g)`, where v is the new velocity.
 *
 * This form takes the gradient at the parameters, like `torch.optim.SGD(nesterov=True)`. Nesterov's own form,
 * `v ← γ v + η ∇J(θ − γ v); θ ← θ − v`, takes it one step ahead; the parameters here are its θ − γ v.
 *
 * - **Memory** `nesterov.v(name)` for each parameter
 * - **Rows** that a step does not touch stay unchanged, and so does their v: their momentum does not move them
 * - **Throws** `GraphError` for a rate below 0, a decay outside of [0, 1)
 * - **Source** Nesterov, "A method of solving a convex programming problem with convergence rate O(1/k²)", 1983; in
 *   this form Bengio, Boulanger-Lewandowski and Pascanu, "Advances in Optimizing Recurrent Networks", 2013, §3.5
 */
export function nesterov(options?: NesterovOptions): Transform {
  const { learningRate, learningRateAt, decay } = optionsOf('nesterov', options, {
    learningRate: 0.01,
    learningRateAt: 'inside',
    decay: 0.9,
  });
  const decayOf = hyperparameter(decay, { name: 'decay', least: 0, below: 1 });
  const ahead = velocity({ name: 'nesterov.v', decay: decayOf, ahead: true });
  return withLearningRate(ahead, { learningRate, learningRateAt });
}
