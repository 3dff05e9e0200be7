import { pipe } from 'rxjs';
import type { Hyperparameter } from '../rules/hyperparameter.ts';
import { isInside, type TermPosition } from '../rules/term-position.ts';
import type { Transform } from '../rules/updates.ts';
import { scaleByLearningRate } from './scale-by-learning-rate.ts';

/** A learning rate, and its position. */
export interface PlacedRate {
  readonly learningRate: Hyperparameter;
  readonly learningRateAt: TermPosition;
}

/** Puts the learning rate before a velocity, so that it is inside of it, or after it. */
export function withLearningRate(velocity: Transform, { learningRate, learningRateAt }: PlacedRate): Transform {
  const rate = scaleByLearningRate(learningRate);
  return isInside('learningRateAt', learningRateAt) ? pipe(rate, velocity) : pipe(velocity, rate);
}
