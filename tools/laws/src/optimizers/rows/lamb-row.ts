import { cosineDecay, lamb } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';
import { badMoments } from './scale-by-adam-row.ts';

export const lambRow: OptimizerRow = {
  name: 'lamb',
  ravine: () => lamb({ learningRate: 0.02 }),
  valley: () => lamb({ learningRate: cosineDecay(0.01, { steps: 9000 }), decay: 0 }),
  valleyStart: [0.5, 2],
  memory: ['adam.m', 'adam.v'],
  counters: ['adam.beta1ᵗ', 'adam.beta2ᵗ'],
  trajectories: trajectoriesOf('lamb', lamb),
  refuses: [
    [() => lamb({ learningRate: NaN }), 'learningRate: must be finite and at least 0, got NaN'],
    [() => lamb({ decay: -0.01 }), 'decay: must be finite and at least 0, got -0.01'],
    ...badMoments(lamb),
  ],
};
