import { exp, mul, sub, type Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';
import type { Model } from '../learn/model.ts';
import type { Features } from './features.ts';
import { modelOf } from './model-of.ts';
import type { ModelOptions } from './model-options.ts';
import { weightedSum } from './weighted-sum.ts';

/**
 * Poisson regression, for counts: the prediction is the rate `exp(x·w + b)`, the loss `rate − y (x·w + b)`, which is the
 * negative log-likelihood without the term that depends only on y.
 *
 * - **Shape** `x: [d], y: []`, or a batch of them, or a sparse column
 * - **Throws** `ContractError`, `ShapeError` for features and targets that do not fit
 * - **Source** McCullagh and Nelder, "Generalized Linear Models", 1989, §6.2
 */
export function poissonRegression<T extends Shape>(x: Features, y: Node<T>, options?: ModelOptions): Model<T, T> {
  const z = weightedSum('poissonRegression', x);
  const prediction: Node = exp(z);
  const losses = (): Node => sub(prediction, mul(z, y as Node));
  return modelOf('poissonRegression', { prediction, losses, target: y as Node }, options);
}
