import { addNoise, sgd } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';

export const addNoiseRow: OptimizerRow = {
  name: 'addNoise',
  ravine: () => pipe(addNoise({ variance: 1e-6 }), sgd({ learningRate: 0.05 })),
  valley: () => pipe(addNoise({ variance: 1e-6, seed: 7 }), sgd({ learningRate: 1.5e-3 })),
  noReference: 'nobody else has these random numbers: its own tests measure how they are spread',
  refuses: [
    [() => addNoise({ variance: -1 }), 'variance: must be finite and at least 0, got -1'],
    [() => addNoise({ decay: -0.5 }), 'decay: must be finite and at least 0, got -0.5'],
    [() => addNoise({ seed: 0.5 }), 'key: the seed must be a safe integer, got 0.5'],
  ],
};
