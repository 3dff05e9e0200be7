import { scale, sgd } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';

export const scaleRow: OptimizerRow = {
  name: 'scale',
  ravine: () => scale(0.05),
  valley: () => pipe(scale(-1), sgd({ learningRate: 1.5e-3 }), scale(-1)),
  noReference: 'one factor, which its own tests compute by hand',
  refuses: [
    [() => scale(NaN), 'factor: must be finite, got NaN'],
    [() => scale(-Infinity), 'factor: must be finite, got -Infinity'],
  ],
};
