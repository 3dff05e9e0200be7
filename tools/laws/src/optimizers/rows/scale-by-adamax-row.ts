import { scaleByAdamax, scaleByLearningRate } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';
import { badMoments } from './scale-by-adam-row.ts';

export const scaleByAdamaxRow: OptimizerRow = {
  name: 'scaleByAdamax',
  ravine: () => pipe(scaleByAdamax(), scaleByLearningRate(0.1)),
  valley: () => pipe(scaleByAdamax(), scaleByLearningRate(0.02)),
  memory: ['adamax.m', 'adamax.u'],
  counters: ['adamax.beta1ᵗ'],
  noReference: 'a part of adamax, which has runs',
  refuses: badMoments(scaleByAdamax),
};
