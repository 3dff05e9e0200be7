import { add, div, log, mul, square, sub, type Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { DtypeError, sameShape, ShapeError } from '@thalweg/tensor';
import { numberIn } from './checked-arguments.ts';
import { elementLoss } from './element-loss.ts';
import { varianceAtLeast } from './elementwise.ts';
import type { LossOf } from './loss-of.ts';
import { lossOptionsOf, type TargetLossOptions } from './loss-options.ts';
import type { Reduction } from './reduction.ts';

/** Options of {@link gaussianNegativeLogLikelihood}. */
export interface GaussianNegativeLogLikelihoodOptions<R extends Reduction = Reduction> extends TargetLossOptions<R> {
  /** Adds the constant `½ ln 2π`; false by default. */
  readonly full?: boolean;
  /** The least variance; smaller ones count as this one; 1e-6 by default. */
  readonly epsilon?: number;
}

/**
 * Mean of `½ (ln v + (prediction − target)²/v)`: the model predicts the mean and the variance v of a normal distribution for
 * each target. A variance below `epsilon` counts as `epsilon`, but receives its gradient, so that it can grow.
 *
 * - **Shape** `prediction: S, target: S, variance: S → []`, or `S` with the reduction `none`; the last size of the variance
 *   may be 1
 * - **Gradient** `(prediction − target)/v / n`; `½ (1/v − (prediction − target)²/v²) / n` of the variance
 * - **Throws** `ShapeError` or `DtypeError` for a target or a variance of another shape or dtype; `ContractError` unless
 *   `epsilon` is above 0
 * - **Source** Nix and Weigend, "Estimating the Mean and Variance of the Target Probability Distribution", 1994
 *
 * @example
 * const loss = constant([1, 2]).pipe(gaussianNegativeLogLikelihood(constant([1, 4]), constant([1, 4])));
 * read(loss).item().toFixed(4) // => '0.5966'
 */
export function gaussianNegativeLogLikelihood<T extends Node, const R extends Reduction = 'mean'>(
  target: T,
  variance: Node,
  options?: GaussianNegativeLogLikelihoodOptions<R>,
): LossOf<'gaussianNegativeLogLikelihood', T, R> {
  const own = { full: false, epsilon: 1e-6, ignore: undefined };
  const { full, epsilon, ...given } = lossOptionsOf(NAME, options, own);
  numberIn(NAME, 'epsilon', epsilon, { least: 0, above: true, advice: 'Try { epsilon: 1e-6 }.' });
  checkVariance(target as Node, nodeOf(NAME, variance));
  return elementLoss(NAME, target, given, (x, y, keep) => {
    const v = varianceAtLeast(keep(variance), epsilon);
    const losses = mul(add(log(v), div(square(sub(x, y)), v)), 0.5);
    return full ? add(losses, Math.log(2 * Math.PI) / 2) : losses;
  });
}

const NAME = 'gaussianNegativeLogLikelihood';

function checkVariance({ shape, dtype }: Node, variance: Node): void {
  const onePerRow = shape.length > 0 && sameShape(variance.shape, [...shape.slice(0, -1), 1]);
  if (!sameShape(variance.shape, shape) && !onePerRow)
    throw new ShapeError(
      NAME,
      [shape, variance.shape],
      'target and variance must have one shape',
      'Reshape one of them.',
    );
  if (variance.dtype !== dtype)
    throw new DtypeError(
      NAME,
      [dtype, variance.dtype],
      'target and variance must have one dtype',
      `Convert the variance with cast(variance, '${dtype}').`,
    );
}
