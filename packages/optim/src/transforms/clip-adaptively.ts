import { cast, maximum, mul, sqrt, square, sum, type Node } from '@thalweg/graph';
import type { Hyperparameter } from '../hyperparameter.ts';
import { checkRange } from '../internal/check-range.ts';
import { hyperparameter } from '../internal/hyperparameter.ts';
import { normFactor } from '../internal/norm-factor.ts';
import type { Transform } from '../transform.ts';

/** Options of {@link clipAdaptively}. */
export interface AdaptiveClippingOptions {
  /** ε, what the norm of a unit of θ counts as at least, so that zeros can leave; 0.001 by default. */
  readonly epsilon?: number;
}

/**
 * Holds the gradient of each unit to a part of what the unit weighs itself: `gᵢ ← gᵢ · min(1, limit·max(‖θᵢ‖, ε)/‖gᵢ‖)`.
 * A unit is what leads to one output, all axes but the last: a column of a weight `[in, out]`. What has fewer than two
 * axes, such as a bias, is one unit. The norms are taken in float64.
 *
 * The source leaves out the last layer: see `mask`. Its limit is 0.01 for large batches, more for small ones.
 *
 * - **Throws** `GraphError` for a limit or an ε below 0
 * - **Source** Brock, De, Smith and Simonyan, "High-Performance Large-Scale Image Recognition Without Normalization",
 *   2021, §4, eq. 3
 */
export function clipAdaptively(limit: Hyperparameter, { epsilon = 1e-3 }: AdaptiveClippingOptions = {}): Transform {
  const limitOf = hyperparameter(limit, { name: 'limit', least: 0 });
  checkRange(epsilon, { name: 'epsilon', least: 0 });
  return updates => {
    const part = limitOf(updates);
    return updates.map((g, parameter) => {
      const most = mul(part, maximum(sqrt(squaresOfUnits(parameter as Node)), epsilon));
      return mul(g, cast(normFactor(most as Node, squaresOfUnits(g)), g.dtype)) as Node;
    });
  };
}

/** The sum of squares of each unit, along axes that are kept. */
function squaresOfUnits(x: Node): Node {
  const units = x.shape.length < 2 ? x.shape : x.shape.slice(0, -1);
  return sum(square(cast(x, 'float64')), { axes: units.map((_, axis) => axis), keep: true }) as Node;
}
