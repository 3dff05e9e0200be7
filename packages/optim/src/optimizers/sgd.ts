import type { Hyperparameter } from '../hyperparameter.ts';
import type { Transform } from '../transform.ts';
import { scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** η, 0.1 by default. */
  readonly learningRate?: Hyperparameter;
}

/**
 * Gradient descent `θ ← θ − η g`. Batch, mini-batch or stochastic: the batches decide.
 *
 * - **Rows** of a table that a step does not touch stay where they are: the same bits as with the whole table
 * - **Source** Robbins and Monro, "A Stochastic Approximation Method", 1951
 */
export function sgd({ learningRate = 0.1 }: SgdOptions = {}): Transform {
  return scaleByLearningRate(learningRate);
}
