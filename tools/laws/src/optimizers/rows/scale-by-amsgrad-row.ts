import { scaleByAmsgrad, scaleByLearningRate } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';
import { badMoments } from './scale-by-adam-row.ts';

export const scaleByAmsgradRow: OptimizerRow = {
  name: 'scaleByAmsgrad',
  ravine: () => pipe(scaleByAmsgrad(), scaleByLearningRate(0.1)),
  valley: () => pipe(scaleByAmsgrad(), scaleByLearningRate(0.02)),
  memory: ['amsgrad.m', 'amsgrad.v', 'amsgrad.V'],
  counters: ['amsgrad.beta1ᵗ', 'amsgrad.beta2ᵗ'],
  noReference: 'a part of amsgrad, which has runs',
  refuses: badMoments(scaleByAmsgrad),
};
