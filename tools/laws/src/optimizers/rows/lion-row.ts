import { cosineDecay, lion } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';
import { badLionMoments } from './scale-by-lion-row.ts';

export const lionRow: OptimizerRow = {
  name: 'lion',
  ravine: () => lion({ learningRate: cosineDecay(0.1, { steps: 900 }), decay: 0.1 }),
  valley: () => lion({ learningRate: cosineDecay(0.01, { steps: 9000 }) }),
  memory: ['lion.m'],
  counters: ['learningRate'],
  trajectories: trajectoriesOf('lion', lion),
  refuses: [
    [() => lion({ learningRate: -1e-4 }), 'learningRate: must be finite and at least 0, got -0.0001'],
    [() => lion({ decay: NaN }), 'decay: must be finite and at least 0, got NaN'],
    ...badLionMoments(lion),
  ],
};
