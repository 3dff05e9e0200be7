import { scaleByRadam, scaleByLearningRate } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';
import { badMoments } from './scale-by-adam-row.ts';

export const scaleByRadamRow: OptimizerRow = {
  name: 'scaleByRadam',
  ravine: () => pipe(scaleByRadam(), scaleByLearningRate(0.1)),
  valley: () => pipe(scaleByRadam(), scaleByLearningRate(3e-3)),
  memory: ['radam.m', 'radam.v'],
  counters: ['radam.beta1ᵗ', 'radam.beta2ᵗ'],
  noReference: 'a part of radam, which has runs',
  refuses: badMoments(scaleByRadam),
};
