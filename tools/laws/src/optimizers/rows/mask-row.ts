import { addDecayedWeights, mask, scale, sgd } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';
import { named, whereAny } from '../where-any.ts';

export const maskRow: OptimizerRow = {
  name: 'mask',
  ravine: () =>
    pipe(
      whereAny(named(/[xw]/), mask(addDecayedWeights(0.1), /[xw]/)),
      whereAny(named(/2$/), mask(scale(0.5), '*2')),
      sgd({ learningRate: 0.05 }),
    ),
  valley: () => pipe(mask(scale(0.75), 'x'), sgd({ learningRate: 1.5e-3 })),
  noReference: 'no rule of its own: its tests hold it against the transform that it was given',
  refuses: [
    [() => mask(scale(2), 7 as never), 'names: must be a string, a RegExp or a predicate of a parameter, got 7'],
  ],
};
