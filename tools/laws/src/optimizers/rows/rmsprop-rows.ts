import { cosineDecay, rmsprop, type TermPosition } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';
import { badRmspropScaling } from './scale-by-rmsprop-row.ts';

export const rmspropRows: readonly OptimizerRow[] = [
  {
    name: 'rmsprop',
    ravine: () => rmsprop({ learningRate: cosineDecay(0.01, { steps: 1000 }) }),
    valley: () => rmsprop({ learningRate: cosineDecay(0.01, { steps: 10_000 }) }),
    memory: ['rmsprop.E[g²]'],
    counters: ['learningRate'],
    trajectories: trajectoriesOf('rmsprop', rmsprop),
    refuses: [
      [() => rmsprop({ learningRate: NaN }), 'learningRate: must be finite and at least 0, got NaN'],
      ...badRmspropScaling(rmsprop),
    ],
  },
  {
    name: 'rmsprop',
    variant: 'with momentum',
    ravine: () => rmsprop({ learningRate: cosineDecay(0.01, { steps: 1000 }), momentum: 0.5 }),
    valley: () => rmsprop({ learningRate: cosineDecay(0.01, { steps: 10_000 }), momentum: 0.5 }),
    memory: ['rmsprop.E[g²]', 'rmsprop.v'],
    counters: ['learningRate'],
    noReference: 'its runs are among those of the other row',
    refuses: [
      [() => rmsprop({ momentum: 1 }), 'momentum: must be at least 0 and below 1, got 1'],
      [
        () => rmsprop({ momentum: 0.5, learningRateAt: 'before' as TermPosition }),
        "learningRateAt: must be 'inside' or 'outside', got before",
      ],
    ],
  },
];
