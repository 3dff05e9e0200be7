import { cast, mul, square, sum, type Node } from '@thalweg/graph';
import type { Hyperparameter } from '../hyperparameter.ts';
import { hyperparameter } from '../internal/hyperparameter.ts';
import { normFactor } from '../internal/norm-factor.ts';
import { total } from '../internal/total.ts';
import type { Transform } from '../transform.ts';

/**
 * Scales all gradients by one factor so that their common norm is at most `limit`: `g ← g · min(1, limit/‖g‖)`. The
 * norm is float64, so that exploding float32 gradients do not overflow.
 *
 * - **Throws** `GraphError` for a limit below 0
 * - **Source** Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013, §3.2
 */
export function clipByGlobalNorm(limit: Hyperparameter): Transform {
  const limitOf = hyperparameter(limit, { name: 'limit', least: 0 });
  return updates => {
    const squares = total(
      updates.parameters.map(parameter => sum(square(cast(updates.elements(parameter), 'float64'))) as Node),
    );
    const factor = normFactor(limitOf(updates), squares);
    return updates.mapElements(g => mul(g, cast(factor, g.dtype)) as Node);
  };
}
