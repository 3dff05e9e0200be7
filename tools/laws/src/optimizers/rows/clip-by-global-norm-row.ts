import { clipByGlobalNorm, momentum, sgd } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';

export const clipByGlobalNormRow: OptimizerRow = {
  name: 'clipByGlobalNorm',
  ravine: () => pipe(clipByGlobalNorm(1), sgd({ learningRate: 0.05 })),
  valley: () => pipe(clipByGlobalNorm(1), momentum({ learningRate: 1e-3 })),
  noReference: 'one factor, which its own tests compute by hand',
  refuses: [
    [() => clipByGlobalNorm(-1), 'limit: must be finite and at least 0, got -1'],
    [() => clipByGlobalNorm(NaN), 'limit: must be finite and at least 0, got NaN'],
  ],
};
