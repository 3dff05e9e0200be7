import { pipe } from 'rxjs';
import type { Hyperparameter } from '../hyperparameter.ts';
import type { TermPosition } from '../term-position.ts';
import type { Transform } from '../transform.ts';
import { scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';
import { isInside } from './is-inside.ts';

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
