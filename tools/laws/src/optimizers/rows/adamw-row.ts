import { adamw } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';
import { badMoments } from './scale-by-adam-row.ts';

export const adamwRow: OptimizerRow = {
  name: 'adamw',
  ravine: () => adamw({ learningRate: 0.1 }),
  valley: () => adamw({ learningRate: 0.02, decay: 1e-5 }),
  memory: ['adam.m', 'adam.v'],
  counters: ['adam.beta1ᵗ', 'adam.beta2ᵗ'],
  trajectories: trajectoriesOf('adamw', adamw),
  refuses: [
    [() => adamw({ learningRate: -1 }), 'learningRate: must be finite and at least 0, got -1'],
    [() => adamw({ decay: -0.01 }), 'decay: must be finite and at least 0, got -0.01'],
    ...badMoments(adamw),
  ],
};
