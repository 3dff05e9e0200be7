import { clipAdaptively, sgd, type AdaptiveClippingOptions, type Hyperparameter, type Transform } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';

/** What descent behind adaptive clipping takes; without a limit there is none. */
interface Options extends AdaptiveClippingOptions {
  readonly learningRate: Hyperparameter;
  readonly limit?: number;
}

const behindClipping = ({ learningRate, limit = NaN, ...clipping }: Options): Transform =>
  pipe(clipAdaptively(limit, clipping), sgd({ learningRate }));

export const clipAdaptivelyRow: OptimizerRow = {
  name: 'clipAdaptively',
  ravine: () => behindClipping({ learningRate: 0.05, limit: 10 }),
  valley: () => behindClipping({ learningRate: 1.5e-3, limit: 20 }),
  trajectories: trajectoriesOf('clipAdaptively', behindClipping),
  refuses: [
    [() => clipAdaptively(-1), 'limit: must be finite and at least 0, got -1'],
    [() => clipAdaptively(0.01, { epsilon: -1e-3 }), 'epsilon: must be finite and at least 0, got -0.001'],
  ],
};
