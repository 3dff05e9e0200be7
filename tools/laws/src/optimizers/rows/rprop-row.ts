import { rprop } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';

export const rpropRow: OptimizerRow = {
  name: 'rprop',
  ravine: () => rprop(),
  valley: () => rprop(),
  memory: ['rprop.Δ', 'rprop.s'],
  // PyTorch calls the first step sizes its learning rate.
  trajectories: trajectoriesOf('rprop', ({ learningRate, ...options }) =>
    rprop({ ...options, stepSize: learningRate as number }),
  ),
  refuses: [
    [() => rprop({ stepSize: -0.01 }), 'stepSize: must be finite and at least 0, got -0.01'],
    [() => rprop({ grow: 0.9 }), 'grow: must be finite and at least 1, got 0.9'],
    [() => rprop({ shrink: 1 }), 'shrink: must be at least 0 and below 1, got 1'],
    [() => rprop({ least: NaN }), 'least: must be finite and at least 0, got NaN'],
    [() => rprop({ least: 0.1, most: 0.01 }), 'most: must be finite and at least 0.1, got 0.01'],
  ],
};
