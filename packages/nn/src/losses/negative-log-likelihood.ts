import type { Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { crossEntropy } from './cross-entropy.ts';
import type { LabelLossOptions } from './label-loss.ts';
import { lossOptionsOf } from './loss-options.ts';
import type { CrossEntropy } from './loss-of.ts';
import type { Reduction } from './reduction.ts';

/**
 * Mean over all labels of the negative logarithm of the probability that a model predicts for the label. The input is
 * logarithms of probabilities, such as `logSoftmax(logits)`; {@link softmaxCrossEntropy} takes logits.
 *
 * - **Shape** `logarithms: [batch, …, classes], labels: [batch, …] → []`, or `[batch, …]` with the reduction `none`; labels
 *   int32, or probabilities `[batch, …, classes]`
 * - **Gradient** `−w[label] / n` at the label, else 0
 * - **Throws** `ShapeError` if there is not one label for each row; `DtypeError` for labels that are no int32; `ContractError` unless each
 *   class has a weight of at least 0; `NumericError` in a pass if a label is not in [0, classes)
 *
 * @example
 * const logarithms = log(constant([[0.5, 0.5], [0.25, 0.75]]));
 * const loss = logarithms.pipe(negativeLogLikelihood(constant([0, 0], { dtype: 'int32' })));
 * read(loss).item().toFixed(4) // => '1.0397'
 */
export function negativeLogLikelihood<T extends Node, const R extends Reduction = 'mean'>(
  labels: T,
  options?: LabelLossOptions<R>,
): CrossEntropy<'negativeLogLikelihood', T, R> {
  nodeOf('negativeLogLikelihood', labels as Node);
  const given = lossOptionsOf('negativeLogLikelihood', options, { classWeights: undefined, ignore: undefined });
  return crossEntropy('negativeLogLikelihood', labels, { ...given, labelSmoothing: 0 });
}
