import { cast, maximum, minimum, neg, type Node } from '@thalweg/graph';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import type { Transform } from '../rules/updates.ts';

/**
 * Clips every element of every gradient to between `−limit` and `limit`.
 *
 * - **Throws** `GraphError` for a limit below 0
 * - **Source** Graves, "Generating Sequences With Recurrent Neural Networks", 2013, §2.1
 */
export function clipByValue(limit: Hyperparameter): Transform {
  const limitOf = hyperparameter(limit, { name: 'limit', least: 0 });
  return updates => {
    const most = limitOf(updates);
    return updates.mapElements(g => {
      const own = cast(most, g.dtype);
      return maximum(neg(own), minimum(own, g)) as Node;
    });
  };
}
