import { relu, sub, type Node } from '@thalweg/graph';
import { binaryLoss, type BinaryLossOptions } from './binary-loss.ts';
import { lossOptionsOf } from './loss-options.ts';
import type { LossOf } from './loss-of.ts';
import type { Reduction } from './reduction.ts';

/**
 * Mean of `max(0, 1 − s·x)`, where s is −1 for the label 0 and 1 for the label 1: the loss of support vector machines. The
 * labels are those of {@link sigmoidCrossEntropy}.
 *
 * - **Shape** `logits: S, labels: S → []`, or `S` with the reduction `none`; labels from 0 to 1 in the logits’ dtype
 * - **Gradient** `−s / n` where `s·x < 1`, else 0
 * - **Throws** `ShapeError` or `DtypeError` for labels of another shape or dtype; `NumericError` for a constant label outside
 *   of [0, 1], such as −1; trainings refuse such a record with `DataError`
 * - **Source** Cortes and Vapnik, "Support-Vector Networks", 1995
 *
 * @example
 * read(hingeLoss(constant([1, 0]))(constant([0.5, 2]))).item() // => 1.75
 */
export function hingeLoss<T extends Node, const R extends Reduction = 'mean'>(
  labels: T,
  options?: BinaryLossOptions<R>,
): LossOf<'hingeLoss', T, R> {
  const given = lossOptionsOf('hingeLoss', options, { classWeights: undefined, ignore: undefined });
  return binaryLoss('hingeLoss', labels, given, { lossOfOne: x => relu(sub(1, x)) });
}
