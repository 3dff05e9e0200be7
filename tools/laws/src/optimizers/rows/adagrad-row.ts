import { adagrad } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';
import { badAdagradScaling } from './scale-by-adagrad-row.ts';

export const adagradRow: OptimizerRow = {
  name: 'adagrad',
  ravine: () => adagrad({ learningRate: 0.5 }),
  valley: () => adagrad({ learningRate: 0.5 }),
  memory: ['adagrad.G'],
  trajectories: trajectoriesOf('adagrad', adagrad),
  refuses: [
    [() => adagrad({ learningRate: -1 }), 'learningRate: must be finite and at least 0, got -1'],
    ...badAdagradScaling(adagrad),
  ],
};
