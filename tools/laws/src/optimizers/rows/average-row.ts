import { average, sgd } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';

export const averageRow: OptimizerRow = {
  name: 'average',
  ravine: () => average(sgd({ learningRate: 0.05 })),
  valley: () => average(sgd({ learningRate: 1.5e-3 }), { decay: 0.99 }),
  memory: ['average.θ̄'],
  trajectories: trajectoriesOf('average', ({ learningRate, ...options }) => average(sgd({ learningRate }), options)),
  refuses: [
    [() => average(sgd(), { decay: 1 }), 'decay: must be at least 0 and below 1, got 1'],
    [() => average(sgd(), { decay: -0.1 }), 'decay: must be at least 0 and below 1, got -0.1'],
    [() => average(sgd(), { from: 0 }), 'from: must be a whole number from 1 on, got 0'],
  ],
};
