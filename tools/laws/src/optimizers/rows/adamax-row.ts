import { adamax } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';
import { badMoments } from './scale-by-adam-row.ts';

export const adamaxRow: OptimizerRow = {
  name: 'adamax',
  ravine: () => adamax({ learningRate: 0.1 }),
  valley: () => adamax({ learningRate: 0.02 }),
  memory: ['adamax.m', 'adamax.u'],
  counters: ['adamax.beta1ᵗ'],
  trajectories: trajectoriesOf('adamax', adamax),
  refuses: [
    [() => adamax({ learningRate: -0.1 }), 'learningRate: must be finite and at least 0, got -0.1'],
    ...badMoments(adamax),
  ],
};
