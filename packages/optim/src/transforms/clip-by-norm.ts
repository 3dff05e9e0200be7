import { cast, mul, type Node } from '@thalweg/graph';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { normFactor, normOf } from '../rules/norms.ts';
import type { Transform } from '../rules/updates.ts';

/**
 * Scales each gradient so that its own norm is at most `limit`: `g ← g · min(1, limit/‖g‖)`. The norm is
 * float64. `clipByGlobalNorm` keeps the common direction of all gradients, this transform does not.
 *
 * - **Throws** `GraphError` for a limit below 0
 * - **Source** Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013, §3.2, for
 *   each gradient on its own
 */
export function clipByNorm(limit: Hyperparameter): Transform {
  const limitOf = hyperparameter(limit, { name: 'limit', least: 0 });
  return updates => {
    const most = limitOf(updates);
    return updates.mapElements(g => mul(g, cast(normFactor(most, normOf([g])), g.dtype)) as Node);
  };
}
