import { sgd } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';

export const sgdRow: OptimizerRow = {
  name: 'sgd',
  ravine: () => sgd({ learningRate: 0.05 }),
  valley: () => sgd({ learningRate: 1.5e-3 }),
  trajectories: trajectoriesOf('sgd', sgd),
  refuses: [[() => sgd({ learningRate: -0.1 }), 'learningRate: must be finite and at least 0, got -0.1']],
};
