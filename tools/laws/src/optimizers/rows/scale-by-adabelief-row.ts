import { scaleByAdabelief, scaleByLearningRate } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';
import { badMoments } from './scale-by-adam-row.ts';

export const scaleByAdabeliefRow: OptimizerRow = {
  name: 'scaleByAdabelief',
  ravine: () => pipe(scaleByAdabelief(), scaleByLearningRate(0.1)),
  valley: () => pipe(scaleByAdabelief(), scaleByLearningRate(0.01)),
  memory: ['adabelief.m', 'adabelief.s'],
  counters: ['adabelief.beta1ᵗ', 'adabelief.beta2ᵗ'],
  noReference: 'a part of adabelief, which has runs',
  refuses: badMoments(scaleByAdabelief),
};
