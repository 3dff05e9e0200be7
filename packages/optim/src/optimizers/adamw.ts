import { optionsOf } from '@thalweg/tensor/engine';
import { pipe } from 'rxjs';
import type { Hyperparameter } from '../rules/hyperparameter.ts';
import type { Transform } from '../rules/updates.ts';
import { addDecayedWeights } from '../transforms/add-decayed-weights.ts';
import { scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';
import { scaleByAdam, type AdamMoments } from './adam.ts';

/** Options of {@link adamw}. */
export interface AdamwOptions extends AdamMoments {
  /** η, 0.001 by default. */
  readonly learningRate?: Hyperparameter;
  /** λ, 0.01 by default. */
  readonly decay?: Hyperparameter;
}

/**
 * Adam with decoupled weight decay: `θ ← θ − η (m̂/(√v̂ + ε) + λθ)`, with m̂ and v̂ of Adam. The rate scales
 * the decay, √v̂ does not. η here is the paper's ηα, and ηλ
 * here is the paper's ηλ.
 *
 * - **Memory** `adam.m(name)` and `adam.v(name)` for each parameter
 * - **Rows** that a step does not touch stay unchanged, and so do their moments: they do not decay
 * - **Throws** `GraphError` for a rate or a decay below 0, a β outside of [0, 1), an ε below 0
 * - **Source** Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, algorithm 2
 */
export function adamw(options?: AdamwOptions): Transform {
  const { learningRate, decay, ...moments } = optionsOf('adamw', options, {
    learningRate: 0.001,
    decay: 0.01,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
  });
  return pipe(scaleByAdam(moments), addDecayedWeights(decay), scaleByLearningRate(learningRate));
}
