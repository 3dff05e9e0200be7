import { mul, type Node } from '@thalweg/graph';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { castOnce } from '../rules/averages.ts';
import type { Transform } from '../rules/updates.ts';

/**
 * Multiplies every gradient by the learning rate η.
 *
 * - **Throws** `GraphError` for a rate below 0
 */
export function scaleByLearningRate(learningRate: Hyperparameter): Transform {
  const rateOf = hyperparameter(learningRate, { name: 'learningRate', least: 0 });
  return updates => {
    const rate = castOnce(rateOf(updates));
    return updates.mapElements(gradient => mul(gradient, rate(gradient.dtype)) as Node);
  };
}
