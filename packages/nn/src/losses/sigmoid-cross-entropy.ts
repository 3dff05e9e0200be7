import { add, mul, neg, softplus, type Node } from '@thalweg/graph';
import { binaryLoss, type BinaryLossOptions } from './binary-loss.ts';
import { numberIn, refuseProbabilities } from './checked-arguments.ts';
import { logisticLoss } from './elementwise.ts';
import type { LossOf } from './loss-of.ts';
import { lossOptionsOf } from './loss-options.ts';
import type { Reduction } from './reduction.ts';

/** Options of {@link sigmoidCrossEntropy}. */
export interface SigmoidCrossEntropyOptions<R extends Reduction = Reduction> extends BinaryLossOptions<R> {
  /** The share of each label that is spread over 0 and 1, so that no logit has to be infinite; 0 by default. */
  readonly labelSmoothing?: number;
}

/**
 * Mean of `−y log σ(x) − (1−y) log(1−σ(x))`, computed such that nothing overflows and small
 * losses keep their digits. Infinite logits of the right sign cost nothing.
 *
 * - **Shape** `logits: S, labels: S → []`, or `S` with the reduction `none`; labels between 0 and 1 in the logits' dtype
 * - **Throws** `ShapeError` or `DtypeError` for labels of another shape or dtype; `GraphError` for the output of a sigmoid;
 *   `ContractError` for a label smoothing outside of [0, 1]; `NumericError` for a constant label outside of that range, which
 *   trainings refuse with `DataError`
 * - **Gradient** `(σ(logits) − labels) / n`
 */
export function sigmoidCrossEntropy<T extends Node, const R extends Reduction = 'mean'>(
  labels: T,
  options?: SigmoidCrossEntropyOptions<R>,
): LossOf<'sigmoidCrossEntropy', T, R> {
  const own = { classWeights: undefined, labelSmoothing: 0, ignore: undefined };
  const { labelSmoothing, ...given } = lossOptionsOf(NAME, options, own);
  numberIn(NAME, 'labelSmoothing', labelSmoothing, { least: 0, most: 1, advice: 'Try { labelSmoothing: 0.1 }.' });
  return binaryLoss(NAME, labels, given, {
    lossOfOne: x => softplus(neg(x)),
    lossOfAny: (x, y) => {
      refuseProbabilities(NAME, x, 'sigmoid');
      return logisticLoss(x, y);
    },
    ...(labelSmoothing > 0 && { smoothed: y => add(mul(y, 1 - labelSmoothing), labelSmoothing / 2) }),
  });
}

const NAME = 'sigmoidCrossEntropy';
