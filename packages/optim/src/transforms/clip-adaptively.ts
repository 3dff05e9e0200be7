import { cast, maximum, mul, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';
import { normFactor, normOf } from '../rules/norms.ts';
import type { Transform } from '../rules/updates.ts';

/** Options of {@link clipAdaptively}. */
export interface AdaptiveClippingOptions {
  /** ε, the lower bound of a unit's norm, so that zeros can move; 0.001 by default. */
  readonly epsilon?: number;
}

/**
 * Limits the gradient of each unit in proportion to the norm of the unit: `gᵢ ← gᵢ · min(1, limit·max(‖θᵢ‖, ε)/‖gᵢ‖)`.
 * A unit has the weights of one output, along all axes but the last: a column of a weight `[in, out]`. A parameter with
 * fewer than two axes, such as a bias, is one unit. The norms are float64.
 *
 * The source excludes the last layer, as `mask` can. Its limit is 0.01 for large batches, and more for small ones.
 *
 * - **Throws** `GraphError` for a limit or an ε below 0
 * - **Source** Brock, De, Smith and Simonyan, "High-Performance Large-Scale Image Recognition Without Normalization",
 *   2021, §4, eq. 3
 */
export function clipAdaptively(limit: Hyperparameter, options?: AdaptiveClippingOptions): Transform {
  const { epsilon } = optionsOf('clipAdaptively', options, { epsilon: 1e-3 });
  const limitOf = hyperparameter(limit, { name: 'limit', least: 0 });
  checkRange(epsilon, { name: 'epsilon', least: 0 });
  return updates => {
    const part = limitOf(updates);
    return updates.map((g, parameter) => {
      const most = mul(part, maximum(normsOfUnits(parameter as Node), epsilon));
      return mul(g, cast(normFactor(most as Node, normsOfUnits(g)), g.dtype)) as Node;
    });
  };
}

/** The norm of each unit; the reduced axes keep size 1. */
function normsOfUnits(x: Node): Node {
  const units = x.shape.length < 2 ? x.shape : x.shape.slice(0, -1);
  return normOf([x], { axes: units.map((_, axis) => axis), keep: true });
}
