import { cosineDecay, scaleByLearningRate, scaleByLion, type LionMoments } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow, Refusal } from '../optimizer-row.ts';

/** Moments that do not make a Lion. */
export function badLionMoments(make: (moments: LionMoments) => unknown): Refusal[] {
  return [
    [() => make({ beta1: -0.1 }), 'beta1: must be at least 0 and below 1, got -0.1'],
    [() => make({ beta2: 1 }), 'beta2: must be at least 0 and below 1, got 1'],
  ];
}

export const scaleByLionRow: OptimizerRow = {
  name: 'scaleByLion',
  ravine: () => pipe(scaleByLion(), scaleByLearningRate(cosineDecay(0.1, { steps: 900 }))),
  valley: () => pipe(scaleByLion(), scaleByLearningRate(cosineDecay(0.01, { steps: 9000 }))),
  memory: ['lion.m'],
  counters: ['learningRate'],
  noReference: 'a part of lion, which has runs',
  refuses: badLionMoments(scaleByLion),
};
