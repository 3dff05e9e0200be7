import { sgd, skipNonFinite } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';

export const skipNonFiniteRow: OptimizerRow = {
  name: 'skipNonFinite',
  ravine: () => pipe(skipNonFinite(), sgd({ learningRate: 0.05 })),
  valley: () => pipe(skipNonFinite({ limit: 1 }), sgd({ learningRate: 1.5e-3 })),
  counters: ['skipNonFinite.skipped', 'skipNonFinite.inARow'],
  noReference: 'it changes no value',
  refuses: [[() => skipNonFinite({ limit: 0 }), 'skipNonFinite: limit: must be a whole number from 1 on, got 0']],
};
