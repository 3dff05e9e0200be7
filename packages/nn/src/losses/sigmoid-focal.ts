import { exp, mul, neg, softplus, type Node } from '@thalweg/graph';
import { binaryLoss } from './binary-loss.ts';
import { numberIn } from './checked-arguments.ts';
import { weighted } from './elementwise.ts';
import type { LossOf } from './loss-of.ts';
import { lossOptionsOf, type TargetLossOptions } from './loss-options.ts';
import type { Reduction } from './reduction.ts';

/** Options of {@link sigmoidFocal}. */
export interface SigmoidFocalOptions<R extends Reduction = Reduction> extends TargetLossOptions<R> {
  /** The weight α of the label 1, from 0 to 1; that of the label 0 is 1 − α. 0.25 by default. */
  readonly alpha?: number;
  /** The power that makes well classified examples count less; 2 by default, and 0 for all alike. */
  readonly gamma?: number;
}

/**
 * Mean of `−α (1 − p)^γ log p`, where p is the probability σ(x) of a label 1; of a label 0, with `1 − α` and `1 − σ(x)`.
 * Examples that are classified well count little, so that many easy ones do not hide a few hard ones. Nothing overflows.
 *
 * - **Shape** `logits: S, labels: S → []`, or `S` with the reduction `none`; labels from 0 to 1 in the logits’ dtype
 * - **Gradient** `α (1 − p)^γ (γ p log p + p − 1) / n` of a label 1
 * - **Throws** `ShapeError` or `DtypeError` for labels of another shape or dtype; `NumericError` for a constant label outside
 *   of [0, 1]; trainings refuse such a record with `DataError`
 * - **Source** Lin et al., "Focal Loss for Dense Object Detection", 2017
 *
 * @example
 * const [logits, labels] = [constant([0, 0]), constant([1, 0])];
 * read(sigmoidFocal(labels)(logits)).item().toFixed(4) // => '0.0866'
 */
export function sigmoidFocal<T extends Node, const R extends Reduction = 'mean'>(
  labels: T,
  options?: SigmoidFocalOptions<R>,
): LossOf<'sigmoidFocal', T, R> {
  const own = { alpha: 0.25, gamma: 2, ignore: undefined };
  const { alpha, gamma, ...given } = lossOptionsOf('sigmoidFocal', options, own);
  numberIn('sigmoidFocal', 'alpha', alpha, { least: 0, most: 1, advice: 'Try { alpha: 0.25 }.' });
  numberIn('sigmoidFocal', 'gamma', gamma, { least: 0, advice: 'Try { gamma: 2 }.' });
  return binaryLoss('sigmoidFocal', labels, given, {
    lossOfOne: x => focused(x, gamma),
    balance: [1 - alpha, alpha],
  });
}

/** `−(1 − σ)^γ log σ`: the logarithm of 1 − σ is never that of 0, so no power of it has an infinite slope. */
function focused(x: Node, gamma: number): Node {
  const surprise = softplus(neg(x)) as Node;
  return gamma === 0 ? surprise : weighted(exp(mul(softplus(x), -gamma)), surprise);
}
