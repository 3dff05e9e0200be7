import { expm1, logSoftmax, maximum, mul, neg, pow, type Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { numberIn } from './checked-arguments.ts';
import { weighted } from './elementwise.ts';
import { atLabel, labelLoss, type LabelledRows, type LabelLossOptions } from './label-loss.ts';
import type { LabelLoss } from './loss-of.ts';
import { lossOptionsOf } from './loss-options.ts';
import type { Reduction } from './reduction.ts';

/** Options of {@link softmaxFocal}. */
export interface SoftmaxFocalOptions<R extends Reduction = Reduction> extends LabelLossOptions<R> {
  /** The power that makes well classified examples count less; 2 by default, and 0 for all alike. */
  readonly gamma?: number;
}

/**
 * Mean over all labels of `−w[label] (1 − p)^γ log p`, where p is softmax(logits)[label]: {@link softmaxCrossEntropy}, in
 * which examples that are classified well count little. The weights α of classes are `classWeights`.
 *
 * - **Shape** `logits: [batch, …, classes], labels: [batch, …] → []`, or `[batch, …]` with the reduction `none`; labels int32
 * - **Gradient** `w[label] (1 − p)^γ (1 − γ p log p / (1 − p)) · (softmax(logits) − oneHot(labels)) / n`
 * - **Throws** `ShapeError` if there is not one label for each row; `DtypeError` for labels that are no int32; `ContractError` unless each
 *   class has a weight of at least 0; `NumericError` in a pass if a label is not in [0, classes)
 * - **Source** Lin et al., "Focal Loss for Dense Object Detection", 2017
 *
 * @example
 * const labels = constant([1], { dtype: 'int32' });
 * read(constant([[0, 0]]).pipe(softmaxFocal(labels))).item().toFixed(4) // => '0.1733'
 */
export function softmaxFocal<T extends Node, const R extends Reduction = 'mean'>(
  labels: T,
  options?: SoftmaxFocalOptions<R>,
): LabelLoss<'softmaxFocal', T, R> {
  nodeOf('softmaxFocal', labels as Node);
  const own = { classWeights: undefined, gamma: 2, ignore: undefined };
  const { gamma, ...given } = lossOptionsOf('softmaxFocal', options, own);
  numberIn('softmaxFocal', 'gamma', gamma, { least: 0, advice: 'Try { gamma: 2 }.' });
  return labelLoss('softmaxFocal', labels as Node, given, rows => focused(rows, gamma)) as never;
}

function focused({ rows, hot, classWeight }: LabelledRows, gamma: number): Node {
  const logarithm = atLabel(hot, logSoftmax(rows));
  // Below the smallest difference of a probability from 1 that there is: a power of 0 may have an infinite slope.
  const least = rows.dtype === 'float32' ? 2 ** -30 : 2 ** -60;
  const rest = maximum(neg(expm1(logarithm)), least);
  const losses = gamma === 0 ? neg(logarithm) : mul(pow(rest, gamma), neg(logarithm));
  return classWeight === undefined ? losses : weighted(classWeight, losses);
}
