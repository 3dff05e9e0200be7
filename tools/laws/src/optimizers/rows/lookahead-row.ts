import { lookahead, sgd } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';

export const lookaheadRow: OptimizerRow = {
  name: 'lookahead',
  ravine: () => lookahead(sgd({ learningRate: 0.05 })),
  valley: () => lookahead(sgd({ learningRate: 1.5e-3 }), { rate: 0.8 }),
  memory: ['lookahead.φ'],
  noReference: 'its own test runs the rule in plain numbers',
  refuses: [
    [() => lookahead(sgd(), { every: 2.5 }), 'every: must be a whole number from 1 on, got 2.5'],
    [() => lookahead(sgd(), { rate: 1 }), 'rate: must be at least 0 and below 1, got 1'],
  ],
};
