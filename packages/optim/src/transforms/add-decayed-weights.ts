import { add, cast, mul, type Node } from '@thalweg/graph';
import type { Hyperparameter } from '../hyperparameter.ts';
import { hyperparameter } from '../internal/hyperparameter.ts';
import type { Transform } from '../transform.ts';

/**
 * Adds the parameter itself to what is subtracted from it: `u ← u + λθ`, the decay of weights beside the gradient. Before
 * `scaleByLearningRate` it is multiplied by the rate; before a rule such as `scaleByAdam` it would be a penalty ½λ‖θ‖².
 *
 * - **Rows** that a step does not touch do not decay
 * - **Throws** `GraphError` for a decay below 0
 * - **Source** Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, algorithm 1
 */
export function addDecayedWeights(decay: Hyperparameter): Transform {
  const decayOf = hyperparameter(decay, { name: 'decay', least: 0 });
  return updates => {
    const lambda = decayOf(updates);
    return updates.mapElements((u, parameter) => add(u, mul(parameter, cast(lambda, u.dtype))) as Node);
  };
}
