import { add, cast, mul, type Node } from '@thalweg/graph';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import type { Transform } from '../rules/updates.ts';

/**
 * Adds a share of the parameter to its update, which is weight decay: `u ← u + λθ`. Before `scaleByLearningRate` the
 * rate multiplies it; before a rule such as `scaleByAdam` it would be a penalty ½λ‖θ‖².
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
