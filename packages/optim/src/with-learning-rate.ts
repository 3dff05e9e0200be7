import { pipe } from 'rxjs';
import type { Hyperparameter } from './hyperparameter.ts';
import { isInside, type Placement } from './placement.ts';
import { scaleByLearningRate } from './scale-by-learning-rate.ts';
import type { Transform } from './transform.ts';

/** A rate, and where it stands. */
export interface PlacedRate {
  readonly learningRate: Hyperparameter;
  readonly learningRateAt: Placement;
}

/** Puts the learning rate before a velocity, so that it is inside of it, or behind. */
export function withLearningRate(velocity: Transform, { learningRate, learningRateAt }: PlacedRate): Transform {
  const rate = scaleByLearningRate(learningRate);
  return isInside('learningRateAt', learningRateAt) ? pipe(rate, velocity) : pipe(velocity, rate);
}
