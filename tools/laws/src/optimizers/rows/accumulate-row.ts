import { accumulate, sgd } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';

export const accumulateRow: OptimizerRow = {
  name: 'accumulate',
  ravine: () => pipe(accumulate(3), sgd({ learningRate: 0.05 })),
  valley: () => pipe(accumulate(1), sgd({ learningRate: 1.5e-3 })),
  memory: ['accumulate.Σ'],
  noReference: 'the mean of gradients is that of a larger batch, which its own tests see',
  refuses: [[() => accumulate(1.5), 'accumulate: count: must be a whole number from 1 on, got 1.5']],
};
