import { add, mul, relu, sub, type Node } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { elementLoss } from './element-loss.ts';
import { lossOptionsOf, type TargetLossOptions } from './loss-options.ts';
import type { LossOf } from './loss-of.ts';
import type { Reduction } from './reduction.ts';

/** Options of {@link quantileLoss}. */
export interface QuantileLossOptions<R extends Reduction = Reduction> extends TargetLossOptions<R> {
  /** The share of targets that should be below the predictions, in (0, 1). */
  readonly quantile: number;
}

/**
 * Mean of `q·d` for targets that are above the prediction by d, and of `(1 − q)·d` for those below: the pinball loss. Its
 * minimum is the q-th quantile; with `q = 0.5` it is half of {@link meanAbsoluteError}.
 *
 * - **Shape** `prediction: S, target: S → []`, or `S` with the reduction `none`
 * - **Gradient** `−q / n` below the target, `(1 − q) / n` above it, 0 at it
 * - **Throws** `ShapeError` or `DtypeError` for a target of another shape or dtype; `ContractError` unless `quantile` is in (0, 1)
 * - **Source** Koenker and Bassett, "Regression Quantiles", 1978
 *
 * @example
 * read(quantileLoss(constant([10, 10]), { quantile: 0.75 })(constant([8, 12]))).item() // => 1
 */
export function quantileLoss<T extends Node, const R extends Reduction = 'mean'>(
  target: T,
  options: QuantileLossOptions<R>,
): LossOf<'quantileLoss', T, R> {
  const { quantile, ...given } = lossOptionsOf('quantileLoss', options, { quantile: undefined, ignore: undefined });
  if (!(quantile > 0 && quantile < 1))
    throw new ContractError('quantileLoss', 'quantile must be in (0, 1)', printed(quantile), 'Try { quantile: 0.9 }.');
  return elementLoss('quantileLoss', target, given, (x, y) =>
    add(mul(relu(sub(y, x)), quantile), mul(relu(sub(x, y)), 1 - quantile)),
  );
}
