import { abs, sub, type Node } from '@thalweg/graph';
import { numberIn } from './checked-arguments.ts';
import { elementLoss } from './element-loss.ts';
import { smoothAbsolute } from './elementwise.ts';
import type { LossOf } from './loss-of.ts';
import { lossOptionsOf, type TargetLossOptions } from './loss-options.ts';
import type { Reduction } from './reduction.ts';

/** Options of {@link smoothL1}. */
export interface SmoothL1Options<R extends Reduction = Reduction> extends TargetLossOptions<R> {
  /** The difference from which on the loss is a straight line; 1 by default. */
  readonly beta?: number;
}

/**
 * Mean of `d²/2β` for differences d below β, and of `|d| − β/2` for larger ones; of `|d|` if β is 0. It is {@link huber}
 * divided by β.
 *
 * - **Shape** `prediction: S, target: S → []`, or `S` with the reduction `none`
 * - **Gradient** `clip((prediction − target) / β, −1, 1) / n`
 * - **Throws** `ShapeError` or `DtypeError` for a target of another shape or dtype; `ContractError` for a negative β
 * - **Source** Girshick, "Fast R-CNN", 2015, §2.3
 *
 * @example
 * read(smoothL1(constant([0, 0]), { beta: 2 })(constant([1, 3]))).item() // => 1.125
 */
export function smoothL1<T extends Node, const R extends Reduction = 'mean'>(
  target: T,
  options?: SmoothL1Options<R>,
): LossOf<'smoothL1', T, R> {
  const { beta, ...given } = lossOptionsOf('smoothL1', options, { beta: 1, ignore: undefined });
  numberIn('smoothL1', 'beta', beta, { least: 0, advice: 'Try { beta: 1 }.' });
  return elementLoss('smoothL1', target, given, (x, y) =>
    beta === 0 ? abs(sub(x, y)) : smoothAbsolute(sub(x, y), beta),
  );
}
