import { mul, type Node } from '@thalweg/graph';
import { castOnce } from './cast-once.ts';
import { hyperparameter, type Hyperparameter } from './hyperparameter.ts';
import type { Transform } from './transform.ts';

/**
 * Multiplies every gradient by the learning rate η.
 *
 * - **Throws** `GraphError` for a rate below 0
 */
export function scaleByLearningRate(learningRate: Hyperparameter): Transform {
  const rateOf = hyperparameter(learningRate, { name: 'learningRate', least: 0 });
  return gradients => {
    const rate = castOnce(rateOf(gradients));
    return gradients.mapElements(gradient => mul(gradient, rate(gradient.dtype)) as Node);
  };
}
