import { centralize, sgd, type Hyperparameter, type Transform } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';

const centralized = (options: { readonly learningRate: Hyperparameter }): Transform => pipe(centralize(), sgd(options));

export const centralizeRow: OptimizerRow = {
  name: 'centralize',
  ravine: () => centralized({ learningRate: 0.05 }),
  valley: () => centralized({ learningRate: 1.5e-3 }),
  trajectories: trajectoriesOf('centralize', centralized),
  refuses: [],
};
