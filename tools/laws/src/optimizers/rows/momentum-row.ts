import { momentum, type TermPosition } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';

export const momentumRow: OptimizerRow = {
  name: 'momentum',
  ravine: () => momentum({ learningRate: 0.02 }),
  valley: () => momentum({ learningRate: 3e-4 }),
  matrix: () => momentum({ learningRate: 0.05 }),
  memory: ['momentum.v'],
  trajectories: trajectoriesOf('momentum', momentum),
  refuses: [
    [() => momentum({ learningRate: Infinity }), 'learningRate: must be finite and at least 0, got Infinity'],
    [
      () => momentum({ learningRateAt: 'before' as TermPosition }),
      "learningRateAt: must be 'inside' or 'outside', got before",
    ],
    [() => momentum({ decay: 1 }), 'decay: must be at least 0 and below 1, got 1'],
    [() => momentum({ decay: -0.5 }), 'decay: must be at least 0 and below 1, got -0.5'],
  ],
};
