import { ftrl, type FtrlOptions } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';

export const ftrlRow: OptimizerRow = {
  name: 'ftrl',
  ravine: () => ftrl({ learningRate: 0.5, beta: 0.1 }),
  valley: () => ftrl({ learningRate: 0.5, beta: 0.1 }),
  memory: ['ftrl.z', 'ftrl.n'],
  trajectories: trajectoriesOf('ftrl', options => ftrl(options as FtrlOptions)),
  refuses: [
    [() => ftrl({ learningRate: 0 }), 'learningRate: must be finite and above 0, got 0'],
    [() => ftrl({ learningRate: NaN }), 'learningRate: must be finite and above 0, got NaN'],
    [() => ftrl({ beta: -1 }), 'beta: must be finite and at least 0, got -1'],
    [() => ftrl({ l1: Infinity }), 'l1: must be finite and at least 0, got Infinity'],
    [() => ftrl({ l2: -0.5 }), 'l2: must be finite and at least 0, got -0.5'],
  ],
};
