import { square, sub, type Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';
import { elementLoss } from './element-loss.ts';
import { lossOptionsOf, type TargetLossOptions } from './loss-options.ts';
import type { ReducedLoss, Reduction } from './reduction.ts';

/**
 * Mean of the squared differences.
 *
 * - **Shape** `prediction: S, target: S → []`, or `S` with the reduction `none`
 * - **Gradient** `2 (prediction − target) / n`
 * - **Throws** `ShapeError` or `DtypeError` for a target of another shape or dtype
 */
export function meanSquaredError<S extends Shape, const R extends Reduction = 'mean'>(
  target: Node<S>,
  options?: TargetLossOptions<R>,
): (prediction: Node<S>) => Node<ReducedLoss<R, S>> {
  const given = lossOptionsOf('meanSquaredError', options, { ignore: undefined });
  return elementLoss('meanSquaredError', target, given, (x, y) => square(sub(x, y)));
}
