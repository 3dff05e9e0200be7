import { add, becomes, cast, mul, square, sub, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { pipe } from 'rxjs';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';
import { correctedDirection, runningMean } from '../rules/averages.ts';
import { memory } from '../rules/memory.ts';
import type { Transform } from '../rules/updates.ts';
import { scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';
import type { AdamMoments } from './adam.ts';

/** Options of {@link adabelief}. */
export interface AdabeliefOptions extends AdamMoments {
  /** η, 0.001 by default. */
  readonly learningRate?: Hyperparameter;
}

/** The defaults of {@link scaleByAdabelief}. */
const momentsDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/**
 * AdaBelief, Adam with the gradient's distance from its running mean: `m ← β₁m + (1−β₁)g;
 * s ← β₂s + (1−β₂)(g−m)² + ε; θ ← θ − η m̂/(√ŝ + ε)` with `m̂ = m/(1−β₁ᵗ)` and `ŝ = s/(1−β₂ᵗ)`.
 *
 * - **Memory** `adabelief.m(name)` and `adabelief.s(name)` for each parameter
 * - **Rows** that a step does not touch stay unchanged, and so do their moments; βᵗ counts all steps
 * - **Throws** `GraphError` for a rate below 0, a β outside of [0, 1), an ε below 0
 * - **Source** Zhuang et al., "AdaBelief Optimizer: Adapting Stepsizes by the Belief in Observed Gradients", 2020,
 *   algorithm 2
 */
export function adabelief(options?: AdabeliefOptions): Transform {
  const { learningRate, ...moments } = optionsOf('adabelief', options, { learningRate: 0.001, ...momentsDefaults });
  return pipe(scaleByAdabelief(moments), scaleByLearningRate(learningRate));
}

/** The direction of AdaBelief, `m̂/(√ŝ + ε)`, without a rate. */
export function scaleByAdabelief(options?: AdamMoments): Transform {
  const { beta1, beta2, epsilon } = optionsOf('scaleByAdabelief', options, momentsDefaults);
  const first = hyperparameter(beta1, { name: 'beta1', least: 0, below: 1 });
  const second = hyperparameter(beta2, { name: 'beta2', least: 0, below: 1 });
  checkRange(epsilon, { name: 'epsilon', least: 0 });
  return updates => {
    const b1 = first(updates);
    const b2 = second(updates);
    const direction = correctedDirection({ name: 'adabelief', beta1: b1, beta2: b2, epsilon }, updates);
    const meanOf = runningMean('adabelief.m', b1);
    return updates.mapElements((g, parameter) => {
      const own = (scalar: Node<readonly []>): Node => cast(scalar, g.dtype);
      const m = meanOf(g, parameter);
      const s = memory('adabelief.s', parameter);
      const surprise = mul(square(sub(g, m)), own(sub(1, b2)));
      return direction(m, becomes(s, add(add(mul(s, own(b2)), surprise), epsilon)));
    });
  };
}
