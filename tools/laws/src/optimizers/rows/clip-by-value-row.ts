import { clipByValue, momentum, sgd, type Hyperparameter, type Transform } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';

/** What descent behind clipping takes; without a limit there is none. */
interface Options {
  readonly learningRate: Hyperparameter;
  readonly limit?: number;
}

const behindClipping = ({ learningRate, limit = NaN }: Options): Transform =>
  pipe(clipByValue(limit), sgd({ learningRate }));

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
