import { optionsOf } from '@thalweg/tensor/engine';
import type { Hyperparameter } from '../rules/hyperparameter.ts';
import type { Transform } from '../rules/updates.ts';
import { scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** η, 0.1 by default. */
  readonly learningRate?: Hyperparameter;
}

/**
 * Gradient descent `θ ← θ − η g`. The batches decide if it is full-batch, mini-batch or stochastic.
 *
 * - **Rows** that a step does not touch stay unchanged: the same bits as with a dense gradient
 * - **Throws** `GraphError` for a rate below 0
 * - **Source** Robbins and Monro, "A Stochastic Approximation Method", 1951
 */
export function sgd(options?: SgdOptions): Transform {
  const { learningRate } = optionsOf('sgd', options, { learningRate: 0.1 });
  return scaleByLearningRate(learningRate);
}
