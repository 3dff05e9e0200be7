import { cast, mul, type Node } from '@thalweg/graph';
import { checkRange, hyperparameter, type Hyperparameter } from './hyperparameter.ts';
import type { Transform } from './transform.ts';

/** Multiplies every gradient by the learning rate η. */
export function scaleByLearningRate(learningRate: Hyperparameter): Transform {
  checkRange('scaleByLearningRate', 'learningRate', learningRate, { least: 0 });
  return gradients => {
    const rate = hyperparameter('learningRate', learningRate, () => gradients.step);
    return gradients.map(gradient => mul(gradient, cast(rate, gradient.dtype)) as Node);
  };
}
