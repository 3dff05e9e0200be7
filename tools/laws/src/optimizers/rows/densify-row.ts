import { densify, sgd } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';

export const densifyRow: OptimizerRow = {
  name: 'densify',
  ravine: () => pipe(densify(), sgd({ learningRate: 0.05 })),
  valley: () => pipe(densify(), sgd({ learningRate: 1.5e-3 })),
  noReference: 'it changes no value',
  refuses: [],
};
