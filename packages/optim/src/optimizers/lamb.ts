import { optionsOf } from '@thalweg/tensor/engine';
import { pipe } from 'rxjs';
import type { Hyperparameter } from '../rules/hyperparameter.ts';
import type { Transform } from '../rules/updates.ts';
import { addDecayedWeights } from '../transforms/add-decayed-weights.ts';
import { scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';
import { scaleByTrustRatio } from '../transforms/scale-by-trust-ratio.ts';
import { scaleByAdam, type AdamMoments } from './adam.ts';

/** Options of {@link lamb}; ε is 1e-6 by default. */
export interface LambOptions extends AdamMoments {
  /** η, 0.001 by default: a parameter moves by about this share of its norm. */
  readonly learningRate?: Hyperparameter;
  /** λ, 0.01 by default. */
  readonly decay?: Hyperparameter;
}

/**
 * LAMB, for large batches: Adam with steps in proportion to each parameter's norm, `u = m̂/(√v̂ + ε) + λθ;
 * θ ← θ − η ‖θ‖/‖u‖ · u`, with m̂ and v̂ of Adam.
 *
 * - **Memory** `adam.m(name)` and `adam.v(name)` for each parameter
 * - **Throws** `GraphError` for a rate or a decay below 0, a β outside of [0, 1), an ε below 0
 * - **Source** You et al., "Large Batch Optimization for Deep Learning: Training BERT in 76 minutes", 2020, algorithm
 *   2, with φ(z) = z
 */
export function lamb(options?: LambOptions): Transform {
  const { learningRate, decay, epsilon, ...moments } = optionsOf('lamb', options, {
    learningRate: 0.001,
    decay: 0.01,
    epsilon: 1e-6,
    beta1: 0.9,
    beta2: 0.999,
  });
  return pipe(
    scaleByAdam({ epsilon, ...moments }),
    addDecayedWeights(decay),
    scaleByTrustRatio(),
    scaleByLearningRate(learningRate),
  );
}
