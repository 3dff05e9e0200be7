import {
  clipAdaptively,
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
  momentum,
  sgd,
  type AdaptiveClippingOptions,
  type Hyperparameter,
  type Transform,
} from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../laws/optimizer-row.ts';
import { trajectoriesOf } from './reference.ts';

/** What descent behind clipping takes; without a limit there is none. */
interface Limited {
  readonly learningRate: Hyperparameter;
  readonly limit?: number;
}

const behindValue = ({ learningRate, limit = NaN }: Limited): Transform =>
  pipe(clipByValue(limit), sgd({ learningRate }));

export const clipByValueRow: OptimizerRow = {
  name: 'clipByValue',
  ravine: () => behindValue({ learningRate: 0.05, limit: 1 }),
  valley: () => pipe(clipByValue(1), momentum({ learningRate: 1e-3 })),
  trajectories: trajectoriesOf('clipByValue', behindValue),
  refuses: [
    [() => clipByValue(-1), 'limit: must be finite and at least 0, got -1'],
    [() => clipByValue(NaN), 'limit: must be finite and at least 0, got NaN'],
  ],
};

const behindNorm = ({ learningRate, limit = NaN }: Limited): Transform =>
  pipe(clipByNorm(limit), sgd({ learningRate }));

export const clipByNormRow: OptimizerRow = {
  name: 'clipByNorm',
  ravine: () => behindNorm({ learningRate: 0.05, limit: 1 }),
  valley: () => pipe(clipByNorm(1), momentum({ learningRate: 1e-3 })),
  trajectories: trajectoriesOf('clipByNorm', behindNorm),
  refuses: [
    [() => clipByNorm(-1), 'limit: must be finite and at least 0, got -1'],
    [() => clipByNorm(NaN), 'limit: must be finite and at least 0, got NaN'],
  ],
};

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

const behindAdaptive = ({ learningRate, limit = NaN, ...clipping }: Limited & AdaptiveClippingOptions): Transform =>
  pipe(clipAdaptively(limit, clipping), sgd({ learningRate }));

export const clipAdaptivelyRow: OptimizerRow = {
  name: 'clipAdaptively',
  ravine: () => behindAdaptive({ learningRate: 0.05, limit: 10 }),
  valley: () => behindAdaptive({ learningRate: 1.5e-3, limit: 20 }),
  trajectories: trajectoriesOf('clipAdaptively', behindAdaptive),
  refuses: [
    [() => clipAdaptively(-1), 'limit: must be finite and at least 0, got -1'],
    [() => clipAdaptively(0.01, { epsilon: -1e-3 }), 'epsilon: must be finite and at least 0, got -0.001'],
  ],
};
