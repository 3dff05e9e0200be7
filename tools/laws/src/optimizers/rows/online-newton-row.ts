import { onlineNewton } from '@thalweg/online';
import type { OptimizerRow } from '../laws/optimizer-row.ts';
import { trajectoriesOf } from './reference.ts';

export const onlineNewtonRow: OptimizerRow = {
  name: 'onlineNewton',
  ravine: () => onlineNewton({ learningRate: 30, epsilon: 100 }),
  valley: () => onlineNewton({ learningRate: 300 }),
  counters: ['onlineNewton.root'],
  trajectories: trajectoriesOf('onlineNewton', options => onlineNewton(options as never)),
  refuses: [
    [() => onlineNewton({ learningRate: 0 }), 'onlineNewton: learningRate must be finite and above 0, got 0. Try 1.'],
    [() => onlineNewton({ epsilon: NaN }), 'onlineNewton: epsilon must be finite and above 0, got NaN'],
    [() => onlineNewton({ forgetting: 0 }), 'onlineNewton: forgetting must be above 0 and at most 1, got 0'],
    [() => onlineNewton({ forgetting: 1.1 }), 'onlineNewton: forgetting must be above 0 and at most 1, got 1.1'],
  ],
};
