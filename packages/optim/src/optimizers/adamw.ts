import { pipe } from 'rxjs';
import type { Hyperparameter } from '../hyperparameter.ts';
import type { Transform } from '../transform.ts';
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
 * Adam with decoupled decay of the weights: `θ ← θ − η (m̂/(√v̂ + ε) + λθ)`, with m̂ and v̂ of Adam. The decay is scaled
 * by the rate, not by √v̂; the paper's η and ηα are one rate and its product with λ here.
 *
 * - **Memory** `adam.m(name)` and `adam.v(name)` for each parameter
 * - **Rows** of a table that a step does not touch rest: neither do their moments fall nor do they decay
 * - **Throws** `GraphError` for a rate or a decay below 0, a β outside of [0, 1), an ε below 0
 * - **Source** Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, algorithm 2
 */
export function adamw({ learningRate = 0.001, decay = 0.01, ...moments }: AdamwOptions = {}): Transform {
  return pipe(scaleByAdam(moments), addDecayedWeights(decay), scaleByLearningRate(learningRate));
}
