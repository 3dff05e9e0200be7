import { nesterov, sgd, type Transform } from '@thalweg/optim';
import type { Outer } from '../settings.ts';

/** Returns the optimizer with which a leader folds the average of a round. */
export function outerOptimizer(outer: Outer): Transform {
  return outer === 'average' ? sgd({ learningRate: 1 }) : nesterov({ learningRate: 0.7, decay: 0.6 });
}
