import { scaleByAdam, scaleByLearningRate, type AdamMoments } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow, Refusal } from '../optimizer-row.ts';

/** Moments that do not make an Adam. */
export function badMoments(make: (moments: AdamMoments) => unknown): Refusal[] {
  return [
    [() => make({ beta1: 1 }), 'beta1: must be at least 0 and below 1, got 1'],
    [() => make({ beta2: NaN }), 'beta2: must be at least 0 and below 1, got NaN'],
    [() => make({ epsilon: -1e-8 }), 'epsilon: must be finite and at least 0, got -1e-8'],
  ];
}

export const scaleByAdamRow: OptimizerRow = {
  name: 'scaleByAdam',
  ravine: () => pipe(scaleByAdam(), scaleByLearningRate(0.1)),
  valley: () => pipe(scaleByAdam(), scaleByLearningRate(0.02)),
  memory: ['adam.m', 'adam.v'],
  counters: ['adam.beta1ᵗ', 'adam.beta2ᵗ'],
  noReference: 'a part of adam, which has runs',
  refuses: badMoments(scaleByAdam),
};
