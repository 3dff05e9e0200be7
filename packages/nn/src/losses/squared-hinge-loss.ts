import { sub, type Node } from '@thalweg/graph';
import { binaryLoss, type BinaryLossOptions } from './binary-loss.ts';
import { squaredRelu } from './elementwise.ts';
import type { LossOf } from './loss-of.ts';
import { lossOptionsOf } from './loss-options.ts';
import type { Reduction } from './reduction.ts';

/**
 * Mean of `max(0, 1 − s·x)²`, where s is −1 for the label 0 and 1 for the label 1: {@link hingeLoss} without a kink. The labels
 * are those of {@link sigmoidCrossEntropy}.
 *
 * - **Shape** `logits: S, labels: S → []`, or `S` with the reduction `none`; labels from 0 to 1 in the logits’ dtype
 * - **Gradient** `−2s·max(0, 1 − s·x) / n`
 * - **Throws** `ShapeError` or `DtypeError` for labels of another shape or dtype; `NumericError` for a constant label outside
 *   of [0, 1], such as −1; trainings refuse such a record with `DataError`
 *
 * @example
 * read(squaredHingeLoss(constant([1, 0]))(constant([0.5, 2]))).item() // => 4.625
 */
export function squaredHingeLoss<T extends Node, const R extends Reduction = 'mean'>(
  labels: T,
  options?: BinaryLossOptions<R>,
): LossOf<'squaredHingeLoss', T, R> {
  const given = lossOptionsOf('squaredHingeLoss', options, { classWeights: undefined, ignore: undefined });
  return binaryLoss('squaredHingeLoss', labels, given, { lossOfOne: x => squaredRelu(sub(1, x)) });
}
