import { clipByNorm, momentum, sgd, type Hyperparameter, type Transform } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';

/** What descent behind clipping takes; without a limit there is none. */
interface Options {
  readonly learningRate: Hyperparameter;
  readonly limit?: number;
}

const behindClipping = ({ learningRate, limit = NaN }: Options): Transform =>
  pipe(clipByNorm(limit), sgd({ learningRate }));

export const clipByNormRow: OptimizerRow = {
  name: 'clipByNorm',
  ravine: () => behindClipping({ learningRate: 0.05, limit: 1 }),
  valley: () => pipe(clipByNorm(1), momentum({ learningRate: 1e-3 })),
  trajectories: trajectoriesOf('clipByNorm', behindClipping),
  refuses: [
    [() => clipByNorm(-1), 'limit: must be finite and at least 0, got -1'],
    [() => clipByNorm(NaN), 'limit: must be finite and at least 0, got NaN'],
  ],
};
