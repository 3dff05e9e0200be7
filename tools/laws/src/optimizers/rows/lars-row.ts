import { cosineDecay, lars, type TermPosition } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';

export const larsRow: OptimizerRow = {
  name: 'lars',
  ravine: () => lars({ learningRate: 0.1, trust: 0.05 }),
  valley: () => lars({ learningRate: cosineDecay(1, { steps: 9000 }), decay: 0 }),
  valleyStart: [0.5, 2],
  memory: ['lars.v'],
  trajectories: trajectoriesOf('lars', lars),
  refuses: [
    [() => lars({ learningRate: -1 }), 'learningRate: must be finite and at least 0, got -1'],
    [
      () => lars({ learningRateAt: 'before' as TermPosition }),
      "learningRateAt: must be 'inside' or 'outside', got before",
    ],
    [() => lars({ momentum: 1 }), 'momentum: must be at least 0 and below 1, got 1'],
    [() => lars({ decay: -0.1 }), 'decay: must be finite and at least 0, got -0.1'],
    [() => lars({ trust: NaN }), 'trust: must be finite and at least 0, got NaN'],
  ],
};
