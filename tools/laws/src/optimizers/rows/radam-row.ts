import { radam } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';
import { badMoments } from './scale-by-adam-row.ts';

export const radamRow: OptimizerRow = {
  name: 'radam',
  ravine: () => radam({ learningRate: 0.1 }),
  valley: () => radam({ learningRate: 3e-3 }),
  memory: ['radam.m', 'radam.v'],
  counters: ['radam.beta1ᵗ', 'radam.beta2ᵗ'],
  trajectories: trajectoriesOf('radam', radam),
  refuses: [
    [() => radam({ learningRate: -0.1 }), 'learningRate: must be finite and at least 0, got -0.1'],
    ...badMoments(radam),
  ],
};
