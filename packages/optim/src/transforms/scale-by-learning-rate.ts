import { mul, type Node } from '@thalweg/graph';
import type { Hyperparameter } from '../hyperparameter.ts';
import { castOnce } from '../internal/cast-once.ts';
import { hyperparameter } from '../internal/hyperparameter.ts';
import type { Transform } from '../transform.ts';

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
