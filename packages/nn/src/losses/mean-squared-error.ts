import { square, sub, type Node } from '@thalweg/graph';
import { elementLoss } from './element-loss.ts';
import { lossOptionsOf, type TargetLossOptions } from './loss-options.ts';
import type { LossOf } from './loss-of.ts';
import type { Reduction } from './reduction.ts';

/**
 * Mean of the squared differences.
 *
 * - **Shape** `prediction: S, target: S → []`, or `S` with the reduction `none`
 * - **Gradient** `2 (prediction − target) / n`
 * - **Throws** `ShapeError` or `DtypeError` for a target of another shape or dtype
 */
export function meanSquaredError<T extends Node, const R extends Reduction = 'mean'>(
  target: T,
  options?: TargetLossOptions<R>,
): LossOf<'meanSquaredError', T, R> {
  const given = lossOptionsOf('meanSquaredError', options, { ignore: undefined });
  return elementLoss('meanSquaredError', target, given, (x, y) => square(sub(x, y)));
}
