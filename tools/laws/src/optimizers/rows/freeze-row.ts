import { freeze, sgd } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';
import { named, whereAny } from '../where-any.ts';

/** Freezes nothing of the ravine and the valley, and a part of the small network. */
export const freezeRow: OptimizerRow = {
  name: 'freeze',
  ravine: () => pipe(whereAny(named(/^b/), freeze('b*')), sgd({ learningRate: 0.05 })),
  valley: () => pipe(sgd({ learningRate: 1.5e-3 }), whereAny(named(/[a-w]/), freeze(/[a-w]/))),
  noReference: 'what it freezes does not move, which its own tests see',
  refuses: [
    [
      () => freeze(undefined as never),
      'names: must be a string, a RegExp or a predicate of a parameter, got undefined',
    ],
  ],
};
