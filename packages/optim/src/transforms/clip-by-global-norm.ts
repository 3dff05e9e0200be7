import { cast, mul, type Node } from '@thalweg/graph';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { normFactor, normOf } from '../rules/norms.ts';
import type { Transform } from '../rules/updates.ts';

/**
 * Scales all gradients by one factor so that their common norm is at most `limit`: `g ← g · min(1, limit/‖g‖)`. The
 * norm is float64, and exploding gradients do not overflow.
 *
 * - **Throws** `GraphError` for a limit below 0
 * - **Source** Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013, §3.2
 */
export function clipByGlobalNorm(limit: Hyperparameter): Transform {
  const limitOf = hyperparameter(limit, { name: 'limit', least: 0 });
  return updates => {
    const norm = normOf(updates.parameters.map(parameter => updates.elements(parameter)));
    const factor = normFactor(limitOf(updates), norm);
    return updates.mapElements(g => mul(g, cast(factor, g.dtype)) as Node);
  };
}
