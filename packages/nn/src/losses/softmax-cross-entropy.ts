import { logSoftmax, type Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { numberIn, refuseProbabilities } from './checked-arguments.ts';
import { crossEntropy } from './cross-entropy.ts';
import type { LabelLossOptions } from './label-loss.ts';
import type { CrossEntropy } from './loss-of.ts';
import { lossOptionsOf } from './loss-options.ts';
import type { Reduction } from './reduction.ts';

/** Options of {@link softmaxCrossEntropy}. */
export interface SoftmaxCrossEntropyOptions<R extends Reduction = Reduction> extends LabelLossOptions<R> {
  /** The share of each label that is spread over all classes, so that no logit has to be infinite; 0 by default. */
  readonly labelSmoothing?: number;
}

/**
 * Mean over all labels of `−log softmax(logits)[label]`: over a batch, or over a batch and time. A class whose logit is −∞
 * is left out of the softmax. With `classWeights` it is the mean of the weighted losses, `Σ w[label]·loss / n`: the mean of
 * batches is then that of all rows, however rare classes are spread over batches. PyTorch’s mean divides by the sum of the
 * weights; that is the reduction `weightedMean`.
 *
 * Targets of the logits’ shape and dtype are probabilities p of all classes: the loss of a row is `−Σ p·log softmax(logits)`.
 *
 * - **Shape** `logits: [batch, …, classes], labels: [batch, …] → []`, or `[batch, …]` with the reduction `none`; labels
 *   int32, or probabilities `[batch, …, classes]`
 * - **Gradient** `w[label] · (softmax(logits) − oneHot(labels)) / n`
 * - **Throws** `ShapeError` if there is not one label for each row; `DtypeError` for labels that are no int32; `GraphError` for the
 *   output of a softmax; `ContractError` unless each class has a weight of at least 0; `NumericError` for a constant label that is
 *   not in [0, classes), which trainings refuse with `DataError`
 * - **Source** for the smoothing: Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", 2016, §7
 */
export function softmaxCrossEntropy<T extends Node, const R extends Reduction = 'mean'>(
  labels: T,
  options?: SoftmaxCrossEntropyOptions<R>,
): CrossEntropy<'softmaxCrossEntropy', T, R> {
  nodeOf('softmaxCrossEntropy', labels as Node);
  const own = { classWeights: undefined, labelSmoothing: 0, ignore: undefined };
  const given = lossOptionsOf('softmaxCrossEntropy', options, own);
  const range = { least: 0, most: 1, advice: 'Try { labelSmoothing: 0.1 }.' };
  numberIn('softmaxCrossEntropy', 'labelSmoothing', given.labelSmoothing, range);
  return crossEntropy('softmaxCrossEntropy', labels, given, rows => {
    refuseProbabilities('softmaxCrossEntropy', rows, 'softmax');
    return logSoftmax(rows);
  });
}
