import { abs, add, becomes, cast, div, maximum, mul, sub } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { pipe } from 'rxjs';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';
import { runningMean, runningProduct } from '../rules/averages.ts';
import { memory } from '../rules/memory.ts';
import type { Transform } from '../rules/updates.ts';
import { scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';
import type { AdamMoments } from './adam.ts';

/** Options of {@link adamax}. */
export interface AdamaxOptions extends AdamMoments {
  /** η, 0.002 by default. */
  readonly learningRate?: Hyperparameter;
}

/** The defaults of {@link scaleByAdamax}. */
const momentsDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/**
 * AdaMax, Adam with the infinity norm: `m ← β₁m + (1−β₁)g; u ← max(β₂u, |g| + ε); θ ← θ − η m̂/u` with
 * `m̂ = m/(1−β₁ᵗ)`.
 *
 * The paper has no ε, and divides 0 by 0 until the first gradient. ε is inside of the maximum, as in PyTorch.
 *
 * - **Memory** `adamax.m(name)` and `adamax.u(name)` for each parameter
 * - **Rows** that a step does not touch stay unchanged, and so do their moments; βᵗ counts all steps
 * - **Throws** `GraphError` for a rate below 0, a β outside of [0, 1), an ε below 0
 * - **Source** Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, algorithm 2
 */
export function adamax(options?: AdamaxOptions): Transform {
  const { learningRate, ...moments } = optionsOf('adamax', options, { learningRate: 0.002, ...momentsDefaults });
  return pipe(scaleByAdamax(moments), scaleByLearningRate(learningRate));
}

/** The direction of AdaMax, `m̂/u`, without a rate. */
export function scaleByAdamax(options?: AdamMoments): Transform {
  const { beta1, beta2, epsilon } = optionsOf('scaleByAdamax', options, momentsDefaults);
  const first = hyperparameter(beta1, { name: 'beta1', least: 0, below: 1 });
  const second = hyperparameter(beta2, { name: 'beta2', least: 0, below: 1 });
  checkRange(epsilon, { name: 'epsilon', least: 0 });
  return updates => {
    const b1 = first(updates);
    const b2 = second(updates);
    const correction = sub(1, runningProduct('adamax.beta1ᵗ', b1, updates));
    const meanOf = runningMean('adamax.m', b1);
    return updates.mapElements((g, parameter) => {
      const m = meanOf(g, parameter);
      const norm = memory('adamax.u', parameter);
      const larger = maximum(mul(norm, cast(b2, g.dtype)), add(abs(g), epsilon));
      return div(div(m, cast(correction, g.dtype)), becomes(norm, larger));
    });
  };
}
