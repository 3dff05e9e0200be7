import { cast, logSoftmax, neg, oneHot, softmax, sub, sum, where, type Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Model } from '../learn/model.ts';
import type { Features } from './features.ts';
import { bernoulliVariance, linearSteps } from './linear-steps.ts';
import { modelOf } from './model-of.ts';
import { modelDefaults, type ModelOptions } from './model-options.ts';
import { weightedSum } from './weighted-sum.ts';

/** Options of {@link softmaxRegression}. */
export interface SoftmaxOptions extends ModelOptions {
  /** The number of classes. */
  readonly classes: number;
}

/**
 * Softmax regression: the prediction is the probability of each class, `softmax(x·W + b)`, the loss `−log` of the label's. Examples one by one need no
 * optimizer.
 *
 * - **Shape** `x: [d], label: [] → prediction: [classes]`, or a batch of them, or a sparse column; labels int32
 * - **Throws** `ContractError`, `ShapeError` for features and labels that do not fit; `NumericError` in a pass if a label is
 *   not in [0, classes)
 *
 * @example
 * learn(softmaxRegression(input('x', [4]), input('species', [], 'int32'), { classes: 3 }))
 */
export function softmaxRegression<T extends Shape>(
  x: Features,
  label: Node<T>,
  options: SoftmaxOptions,
): Model<readonly [...T, number], T> {
  const { classes, ...weighting } = optionsOf('softmaxRegression', options, { classes: undefined, ...modelDefaults });
  const scores = weightedSum('softmaxRegression', x, classes);
  const { z: logits } = scores;
  const hot: Node = oneHot(label as Node, classes, { dtype: 'bool' });
  // A choice, as 0·−∞ is NaN.
  const losses = (): Node => neg(sum(where(hot, logSoftmax(logits), 0), { axes: -1 })) as Node;
  const slope = (at: Node): Node => sub(softmax(at), cast(hot, logits.dtype)) as Node;
  const optimizer = linearSteps(x, scores, { slope, curvature: at => bernoulliVariance(softmax(at)), ...weighting });
  const prediction = softmax(logits);
  return modelOf(
    'softmaxRegression',
    { prediction, losses, target: label as Node, optimizer },
    weighting,
    logits.shape.slice(0, -1),
  );
}
