import { projectOnto, mask, sgd } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';
import { named, whereAny } from '../where-any.ts';

const ontoSimplex = whereAny(named(/^[bw]/), mask(projectOnto('simplex'), /^[bw]/));

const noReference = 'its own tests show that no other point of the set is nearer';

/** The ravine and the valley have scalars only, which no simplex has: there the small network shows it alone. */
export const projectOntoRows: readonly OptimizerRow[] = [
  {
    name: 'projectOnto',
    variant: 'a box',
    ravine: () => pipe(sgd({ learningRate: 0.05 }), projectOnto({ box: [-0.75, 0.75] })),
    valley: () => pipe(sgd({ learningRate: 1.5e-3 }), projectOnto({ box: [-Infinity, 1] })),
    noReference,
    refuses: [
      [() => projectOnto({ box: [1, -1] }), 'box: the lower bound must be at most the upper bound, got 1, -1'],
      [() => projectOnto({ box: [0, NaN] }), 'box: the lower bound must be at most the upper bound, got 0, NaN'],
    ],
  },
  {
    name: 'projectOnto',
    variant: 'a ball',
    ravine: () => pipe(sgd({ learningRate: 0.05 }), projectOnto({ ball: 0.75 })),
    valley: () => pipe(sgd({ learningRate: 1.5e-3 }), projectOnto({ ball: 1.25 })),
    noReference,
    refuses: [[() => projectOnto({ ball: -1 }), 'ball: must be finite and at least 0, got -1']],
  },
  {
    name: 'projectOnto',
    variant: 'a simplex',
    ravine: () => pipe(sgd({ learningRate: 0.05 }), ontoSimplex),
    valley: () => pipe(sgd({ learningRate: 1.5e-3 }), ontoSimplex),
    noReference,
    refuses: [],
  },
];
