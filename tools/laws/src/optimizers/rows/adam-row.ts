import { adam } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';
import { badMoments } from './scale-by-adam-row.ts';

export const adamRow: OptimizerRow = {
  name: 'adam',
  ravine: () => adam({ learningRate: 0.1 }),
  valley: () => adam({ learningRate: 0.02 }),
  memory: ['adam.m', 'adam.v'],
  counters: ['adam.beta1ᵗ', 'adam.beta2ᵗ'],
  trajectories: trajectoriesOf('adam', adam),
  refuses: [
    [() => adam({ learningRate: NaN }), 'learningRate: must be finite and at least 0, got NaN'],
    ...badMoments(adam),
  ],
};
