import { yogi } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';
import { badYogiMoments } from './scale-by-yogi-row.ts';

export const yogiRow: OptimizerRow = {
  name: 'yogi',
  ravine: () => yogi({ learningRate: 0.1 }),
  valley: () => yogi({ learningRate: 0.02 }),
  memory: ['yogi.m', 'yogi.v'],
  trajectories: trajectoriesOf('yogi', yogi),
  refuses: [
    [() => yogi({ learningRate: -0.1 }), 'learningRate: must be finite and at least 0, got -0.1'],
    ...badYogiMoments(yogi),
  ],
};
