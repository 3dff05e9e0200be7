import { nadam } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';
import { badMoments } from './scale-by-adam-row.ts';

export const nadamRow: OptimizerRow = {
  name: 'nadam',
  ravine: () => nadam({ learningRate: 0.1 }),
  valley: () => nadam({ learningRate: 0.02 }),
  memory: ['nadam.m', 'nadam.v'],
  counters: ['nadam.∏μ', 'nadam.beta2ᵗ'],
  trajectories: trajectoriesOf('nadam', nadam),
  refuses: [
    [() => nadam({ learningRate: -0.1 }), 'learningRate: must be finite and at least 0, got -0.1'],
    [() => nadam({ momentumDecay: -1 }), 'momentumDecay: must be finite and at least 0, got -1'],
    ...badMoments(nadam),
  ],
};
