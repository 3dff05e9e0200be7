import { cast, mul, type Node } from '@thalweg/graph';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import type { Transform } from '../rules/updates.ts';

/**
 * Multiplies every gradient by a factor, which may be negative: `scale(-1)` turns descent into ascent.
 *
 * - **Throws** `GraphError` for a factor that is not finite
 */
export function scale(factor: Hyperparameter): Transform {
  const factorOf = hyperparameter(factor, { name: 'factor' });
  return updates => {
    const by = factorOf(updates);
    return updates.mapElements(g => mul(g, cast(by, g.dtype)) as Node);
  };
}
