import { adafactor, cosineDecay } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';

export const adafactorRow: OptimizerRow = {
  name: 'adafactor',
  ravine: () => adafactor({ learningRate: 0.06 }),
  valley: () => adafactor({ learningRate: cosineDecay(0.02, { steps: 10_000 }), epsilon2: 0.1 }),
  matrix: () => adafactor({ learningRate: cosineDecay(0.1, { steps: 1000 }) }),
  memory: ({ shape }) => {
    if (shape.length < 2) return { 'adafactor.V': shape };
    const [rows, columns] = shape.slice(-2) as [number, number];
    const lead = shape.slice(0, -2);
    return { 'adafactor.R': [...lead, rows, 1], 'adafactor.C': [...lead, 1, columns] };
  },
  trajectories: trajectoriesOf('adafactor', adafactor),
  refuses: [
    [() => adafactor({ learningRate: -1 }), 'learningRate: must be finite and at least 0, got -1'],
    [() => adafactor({ beta2Decay: 0.8 }), 'beta2Decay: must be finite and at most 0, got 0.8'],
    [() => adafactor({ epsilon1: -1e-30 }), 'epsilon1: must be finite and at least 0, got -1e-30'],
    [() => adafactor({ epsilon2: NaN }), 'epsilon2: must be finite and at least 0, got NaN'],
    [() => adafactor({ threshold: 0.5 }), 'threshold: must be finite and at least 1, got 0.5'],
    [() => adafactor({ decay: -0.1 }), 'decay: must be finite and at least 0, got -0.1'],
  ],
};
