import { nesterov, type TermPosition } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';

export const nesterovRow: OptimizerRow = {
  name: 'nesterov',
  ravine: () => nesterov({ learningRate: 0.02 }),
  valley: () => nesterov({ learningRate: 3e-4 }),
  memory: ['nesterov.v'],
  trajectories: trajectoriesOf('nesterov', nesterov),
  refuses: [
    [() => nesterov({ learningRate: NaN }), 'learningRate: must be finite and at least 0, got NaN'],
    [
      () => nesterov({ learningRateAt: 'before' as TermPosition }),
      "learningRateAt: must be 'inside' or 'outside', got before",
    ],
    [() => nesterov({ decay: 1 }), 'decay: must be at least 0 and below 1, got 1'],
  ],
};
