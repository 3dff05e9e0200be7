import { adabelief } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';
import { badMoments } from './scale-by-adam-row.ts';

export const adabeliefRow: OptimizerRow = {
  name: 'adabelief',
  ravine: () => adabelief({ learningRate: 0.1 }),
  valley: () => adabelief({ learningRate: 0.01 }),
  memory: ['adabelief.m', 'adabelief.s'],
  counters: ['adabelief.beta1ᵗ', 'adabelief.beta2ᵗ'],
  trajectories: trajectoriesOf('adabelief', adabelief),
  refuses: [
    [() => adabelief({ learningRate: -0.1 }), 'learningRate: must be finite and at least 0, got -0.1'],
    ...badMoments(adabelief),
  ],
};
