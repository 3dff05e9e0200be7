import { amsgrad } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';
import { badMoments } from './scale-by-adam-row.ts';

export const amsgradRow: OptimizerRow = {
  name: 'amsgrad',
  ravine: () => amsgrad({ learningRate: 0.1 }),
  valley: () => amsgrad({ learningRate: 0.02 }),
  memory: ['amsgrad.m', 'amsgrad.v', 'amsgrad.V'],
  counters: ['amsgrad.beta1ᵗ', 'amsgrad.beta2ᵗ'],
  trajectories: trajectoriesOf('amsgrad', amsgrad),
  refuses: [
    [() => amsgrad({ learningRate: -0.1 }), 'learningRate: must be finite and at least 0, got -0.1'],
    ...badMoments(amsgrad),
  ],
};
