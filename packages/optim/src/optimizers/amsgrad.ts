import { becomes, maximum, square } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { pipe } from 'rxjs';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';
import { correctedDirection, runningMean } from '../rules/averages.ts';
import { memory } from '../rules/memory.ts';
import type { Transform } from '../rules/updates.ts';
import { scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';
import type { AdamMoments } from './adam.ts';

/** Options of {@link amsgrad}. */
export interface AmsgradOptions extends AdamMoments {
  /** η, 0.001 by default. */
  readonly learningRate?: Hyperparameter;
}

/** The defaults of {@link scaleByAmsgrad}. */
const momentsDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/**
 * AMSGrad, Adam with a second moment that never falls: `m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; V ← max(V, v);
 * θ ← θ − η m̂/(√V̂ + ε)` with `m̂ = m/(1−β₁ᵗ)` and `V̂ = V/(1−β₂ᵗ)`.
 *
 * V is the maximum of v before bias correction, as in PyTorch. The paper corrects no bias.
 *
 * - **Memory** `amsgrad.m(name)`, `amsgrad.v(name)` and `amsgrad.V(name)` for each parameter
 * - **Rows** that a step does not touch stay unchanged, and so do their moments; βᵗ counts all steps
 * - **Throws** `GraphError` for a rate below 0, a β outside of [0, 1), an ε below 0
 * - **Source** Reddi, Kale and Kumar, "On the Convergence of Adam and Beyond", 2018, algorithm 2
 */
export function amsgrad(options?: AmsgradOptions): Transform {
  const { learningRate, ...moments } = optionsOf('amsgrad', options, { learningRate: 0.001, ...momentsDefaults });
  return pipe(scaleByAmsgrad(moments), scaleByLearningRate(learningRate));
}

/** The direction of AMSGrad, `m̂/(√V̂ + ε)`, without a rate. */
export function scaleByAmsgrad(options?: AdamMoments): Transform {
  const { beta1, beta2, epsilon } = optionsOf('scaleByAmsgrad', options, momentsDefaults);
  const first = hyperparameter(beta1, { name: 'beta1', least: 0, below: 1 });
  const second = hyperparameter(beta2, { name: 'beta2', least: 0, below: 1 });
  checkRange(epsilon, { name: 'epsilon', least: 0 });
  return updates => {
    const b1 = first(updates);
    const b2 = second(updates);
    const direction = correctedDirection({ name: 'amsgrad', beta1: b1, beta2: b2, epsilon }, updates);
    const meanOf = runningMean('amsgrad.m', b1);
    const squareMeanOf = runningMean('amsgrad.v', b2);
    return updates.mapElements((g, parameter) => {
      const m = meanOf(g, parameter);
      const v = squareMeanOf(square(g), parameter);
      const largest = memory('amsgrad.V', parameter);
      return direction(m, becomes(largest, maximum(largest, v)));
    });
  };
}
