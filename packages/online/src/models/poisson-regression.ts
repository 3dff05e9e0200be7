import { exp, mul, sub, type Node } from '@thalweg/graph';
import { inDomain } from '@thalweg/graph/author';
import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Model } from '../learn/model.ts';
import type { Features } from './features.ts';
import { linearSteps } from './linear-steps.ts';
import { modelOf } from './model-of.ts';
import { modelDefaults, type ModelOptions } from './model-options.ts';
import { weightedSum } from './weighted-sum.ts';

/**
 * Poisson regression, for counts: the prediction is the rate `exp(x·w + b)`, the loss `rate − y (x·w + b)`, which is the
 * negative log-likelihood without the term that depends only on y. Examples one by one need no
 * optimizer.
 *
 * - **Shape** `x: [d], y: []`, or a batch of them, or a sparse column
 * - **Throws** `ContractError`, `ShapeError` for features and targets that do not fit
 * - **Stream errors** `DataError` for a target below 0
 * - **Source** McCullagh and Nelder, "Generalized Linear Models", 1989, §6.2
 */
export function poissonRegression<T extends Shape>(x: Features, y: Node<T>, options?: ModelOptions): Model<T, T> {
  const weighting = optionsOf('poissonRegression', options, modelDefaults);
  const scores = weightedSum('poissonRegression', x);
  const { z } = scores;
  const prediction: Node = exp(z);
  const target = inDomain(y as Node, {
    least: 0,
    of: 'poissonRegression',
    advice: 'Give counts; try linearRegression for other numbers.',
  });
  const losses = (): Node => sub(prediction, mul(z, target));
  const optimizer = linearSteps(x, scores, {
    slope: at => sub(exp(at), target),
    curvature: at => exp(at),
    ...weighting,
  });
  return modelOf('poissonRegression', { prediction, losses, target, optimizer }, weighting);
}
