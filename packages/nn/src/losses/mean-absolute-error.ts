import { abs, sub, type Node } from '@thalweg/graph';
import { elementLoss } from './element-loss.ts';
import { lossOptionsOf, type TargetLossOptions } from './loss-options.ts';
import type { LossOf } from './loss-of.ts';
import type { Reduction } from './reduction.ts';

/**
 * Mean of the absolute differences, the L1 loss. Its minimum is the median.
 *
 * - **Shape** `prediction: S, target: S → []`, or `S` with the reduction `none`
 * - **Gradient** `sign(prediction − target) / n`, so 0 where they are equal
 * - **Throws** `ShapeError` or `DtypeError` for a target of another shape or dtype
 *
 * @example
 * read(meanAbsoluteError(constant([1, 5]))(constant([2, 2]))).item() // => 2
 */
export function meanAbsoluteError<T extends Node, const R extends Reduction = 'mean'>(
  target: T,
  options?: TargetLossOptions<R>,
): LossOf<'meanAbsoluteError', T, R> {
  const given = lossOptionsOf('meanAbsoluteError', options, { ignore: undefined });
  return elementLoss('meanAbsoluteError', target, given, (x, y) => abs(sub(x, y)));
}
