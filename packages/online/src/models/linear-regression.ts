import { constant, mul, square, sub, type Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Model } from '../learn/model.ts';
import type { Features } from './features.ts';
import { linearSteps } from './linear-steps.ts';
import { modelOf } from './model-of.ts';
import { modelDefaults, type ModelOptions } from './model-options.ts';
import { weightedSum } from './weighted-sum.ts';

/**
 * Linear regression: the prediction is `x·w + b`, the loss `½ (prediction − y)²`, whose gradient is the error times x. Examples one by one need no
 * optimizer.
 *
 * - **Shape** `x: [d], y: []`, or a batch of them, or a sparse column
 * - **Throws** `ContractError`, `ShapeError` for features and targets that do not fit
 *
 * @example
 * learn(linearRegression(input('x', [20]), input('y', [])))
 */
export function linearRegression<T extends Shape>(x: Features, y: Node<T>, options?: ModelOptions): Model<T, T> {
  const weighting = optionsOf('linearRegression', options, modelDefaults);
  const scores = weightedSum('linearRegression', x);
  const { z: prediction } = scores;
  const losses = (): Node => mul(square(sub(prediction, y as Node)), 0.5);
  const slope = (at: Node): Node => sub(at, y as Node);
  const optimizer = linearSteps(x, scores, {
    slope,
    curvature: () => constant(1, { dtype: prediction.dtype }),
    ...weighting,
  });
  return modelOf('linearRegression', { prediction, losses, target: y as Node, optimizer }, weighting);
}
