import { add, becomes, cast, div, mul, sign, sqrt, square, sub } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { pipe } from 'rxjs';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';
import { runningMean } from '../rules/averages.ts';
import { memory } from '../rules/memory.ts';
import type { Transform } from '../rules/updates.ts';
import { scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';
import type { AdamMoments } from './adam.ts';

/** Options of {@link scaleByYogi}; ε is 0.001 by default. */
export interface YogiMoments extends AdamMoments {
  /** v before the first step, 0 by default. */
  readonly initialAccumulator?: number;
}

/** Options of {@link yogi}. */
export interface YogiOptions extends YogiMoments {
  /** η, 0.01 by default. */
  readonly learningRate?: Hyperparameter;
}

/** The defaults of {@link scaleByYogi}. */
const momentsDefaults = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 0.001,
  initialAccumulator: 0,
} as const;

/**
 * Yogi, Adam with a v that changes by at most the squared gradient: `m ← β₁m + (1−β₁)g;
 * v ← v − (1−β₂) sign(v − g²) g²; θ ← θ − η m/(√v + ε)`. The rate rises slowly after gradients have become small.
 *
 * - **Memory** `yogi.m(name)` and `yogi.v(name)` for each parameter
 * - **Rows** that a step does not touch stay unchanged, and so do their moments
 * - **Throws** `GraphError` for a rate, an accumulator or an ε below 0, a β outside of [0, 1)
 * - **Source** Zaheer et al., "Adaptive Methods for Nonconvex Optimization", 2018, algorithm 2
 */
export function yogi(options?: YogiOptions): Transform {
  const { learningRate, ...moments } = optionsOf('yogi', options, { learningRate: 0.01, ...momentsDefaults });
  return pipe(scaleByYogi(moments), scaleByLearningRate(learningRate));
}

/** The direction of Yogi, `m/(√v + ε)`, without a rate. */
export function scaleByYogi(options?: YogiMoments): Transform {
  const { beta1, beta2, epsilon, initialAccumulator } = optionsOf('scaleByYogi', options, momentsDefaults);
  const first = hyperparameter(beta1, { name: 'beta1', least: 0, below: 1 });
  const second = hyperparameter(beta2, { name: 'beta2', least: 0, below: 1 });
  checkRange(epsilon, { name: 'epsilon', least: 0 });
  checkRange(initialAccumulator, { name: 'initialAccumulator', least: 0 });
  return updates => {
    const beta = first(updates);
    const share = sub(1, second(updates));
    const meanOf = runningMean('yogi.m', beta);
    return updates.mapElements((g, parameter) => {
      const m = meanOf(g, parameter);
      const v = memory('yogi.v', parameter, initialAccumulator);
      const change = mul(mul(sign(sub(v, square(g))), square(g)), cast(share, g.dtype));
      return div(m, add(sqrt(becomes(v, sub(v, change))), epsilon));
    });
  };
}
