import { adadelta, cosineDecay } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';
import { badAdadeltaScaling } from './scale-by-adadelta-row.ts';

// At a constant rate its steps stay as long as they grew, and go round the bottom.
export const adadeltaRow: OptimizerRow = {
  name: 'adadelta',
  ravine: () => adadelta({ learningRate: cosineDecay(1, { steps: 1000 }), epsilon: 1e-4 }),
  valley: () => adadelta({ learningRate: cosineDecay(1, { steps: 10_000 }) }),
  memory: ['adadelta.E[g²]', 'adadelta.E[Δ²]'],
  counters: ['learningRate'],
  trajectories: trajectoriesOf('adadelta', adadelta),
  refuses: [
    [() => adadelta({ learningRate: -1 }), 'learningRate: must be finite and at least 0, got -1'],
    ...badAdadeltaScaling(adadelta),
  ],
};
