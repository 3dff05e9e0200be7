import { mul, sub, type Node } from '@thalweg/graph';
import { numberIn } from './checked-arguments.ts';
import { elementLoss } from './element-loss.ts';
import { smoothAbsolute } from './elementwise.ts';
import type { LossOf } from './loss-of.ts';
import { lossOptionsOf, type TargetLossOptions } from './loss-options.ts';
import type { Reduction } from './reduction.ts';

/** Options of {@link huber}. */
export interface HuberOptions<R extends Reduction = Reduction> extends TargetLossOptions<R> {
  /** The difference from which on the loss is a straight line; 1 by default. */
  readonly delta?: number;
}

/**
 * Mean of `d²/2` for differences d of at most δ, and of `δ (|d| − δ/2)` for larger ones, so that outliers pull less than
 * by squares. {@link smoothL1} is this divided by δ.
 *
 * - **Shape** `prediction: S, target: S → []`, or `S` with the reduction `none`
 * - **Gradient** `clip(prediction − target, −δ, δ) / n`
 * - **Throws** `ShapeError` or `DtypeError` for a target of another shape or dtype; `ContractError` unless δ is above 0
 * - **Source** Huber, "Robust Estimation of a Location Parameter", 1964
 *
 * @example
 * read(huber(constant([0, 0]), { delta: 1 })(constant([0.5, 3]))).item() // => 1.3125
 */
export function huber<T extends Node, const R extends Reduction = 'mean'>(
  target: T,
  options?: HuberOptions<R>,
): LossOf<'huber', T, R> {
  const { delta, ...given } = lossOptionsOf('huber', options, { delta: 1, ignore: undefined });
  numberIn('huber', 'delta', delta, { least: 0, above: true, advice: 'Try { delta: 1 }.' });
  return elementLoss('huber', target, given, (x, y) => mul(smoothAbsolute(sub(x, y), delta), delta));
}
