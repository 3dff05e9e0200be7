import { clipByValue, momentum, sgd, type Hyperparameter, type Transform } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';

/** Descent behind clipping; without a limit there is none. */
const behindClipping = (options: { readonly learningRate: Hyperparameter; readonly limit?: number }): Transform =>
  pipe(clipByValue(options.limit ?? NaN), sgd(options));

export const clipByValueRow: OptimizerRow = {
  name: 'clipByValue',
  ravine: () => behindClipping({ learningRate: 0.05, limit: 1 }),
  valley: () => pipe(clipByValue(1), momentum({ learningRate: 1e-3 })),
  trajectories: trajectoriesOf('clipByValue', behindClipping),
  refuses: [
    [() => clipByValue(-1), 'limit: must be finite and at least 0, got -1'],
    [() => clipByValue(NaN), 'limit: must be finite and at least 0, got NaN'],
  ],
};
