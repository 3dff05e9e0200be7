import { sigmoid, sub, type Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Model } from '../learn/model.ts';
import type { Features } from './features.ts';
import { bernoulliVariance, linearSteps } from './linear-steps.ts';
import { logisticLoss, modelOf } from './model-of.ts';
import { labelDefaults, labelOf, type LabelOptions } from './label-of.ts';
import { weightedSum } from './weighted-sum.ts';

/**
 * Logistic regression: the prediction is the probability `σ(x·w + b)` that the label is 1, the loss
 * `−y log σ − (1 − y) log(1 − σ)`. Examples one by one need no optimizer: `learn(model)` takes steps that choose their sizes.
 *
 * - **Shape** `x: [d], label: []`, or a batch of them, or a sparse column; labels between 0 and 1
 * - **Throws** `ContractError`, `ShapeError` for features and labels that do not fit
 * - **Stream errors** `DataError` for a label outside of the range
 *
 * @example
 * learn(logisticRegression(sparse('features', { bits: 18 }), input('spam', [])))
 */
export function logisticRegression<T extends Shape>(x: Features, label: Node<T>, options?: LabelOptions): Model<T, T> {
  const { labels, ...weighting } = optionsOf('logisticRegression', options, labelDefaults);
  const target = labelOf('logisticRegression', label as Node, labels);
  const scores = weightedSum('logisticRegression', x);
  const { z } = scores;
  const losses = (): Node => logisticLoss(z, target);
  const slope = (at: Node): Node => sub(sigmoid(at), target);
  const optimizer = linearSteps(x, scores, { slope, curvature: at => bernoulliVariance(sigmoid(at)), ...weighting });
  return modelOf('logisticRegression', { prediction: sigmoid(z), losses, target, optimizer }, weighting);
}
