import {
  addDecayedWeights,
  addNoise,
  centralize,
  densify,
  type Hyperparameter,
  mask,
  projectOnto,
  scaleByLearningRate,
  sgd,
  skipNonFinite,
  type Transform,
} from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../laws/optimizer-row.ts';
import { trajectoriesOf } from './reference.ts';
import { named, whereAny } from './where-any.ts';

const centralized = (options: { readonly learningRate: Hyperparameter }): Transform => pipe(centralize(), sgd(options));

export const centralizeRow: OptimizerRow = {
  name: 'centralize',
  ravine: () => centralized({ learningRate: 0.05 }),
  valley: () => centralized({ learningRate: 1.5e-3 }),
  trajectories: trajectoriesOf('centralize', centralized),
  refuses: [],
};

export const addDecayedWeightsRow: OptimizerRow = {
  name: 'addDecayedWeights',
  ravine: () => pipe(addDecayedWeights(0.1), scaleByLearningRate(0.05)),
  valley: () => pipe(addDecayedWeights(1e-4), scaleByLearningRate(1.5e-3)),
  noReference: 'a part of adamw, which has runs',
  refuses: [
    [() => addDecayedWeights(-1e-4), 'decay: must be finite and at least 0, got -0.0001'],
    [() => addDecayedWeights(Infinity), 'decay: must be finite and at least 0, got Infinity'],
  ],
};

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

export const densifyRow: OptimizerRow = {
  name: 'densify',
  ravine: () => pipe(densify(), sgd({ learningRate: 0.05 })),
  valley: () => pipe(densify(), sgd({ learningRate: 1.5e-3 })),
  noReference: 'it changes no value',
  refuses: [],
};

export const skipNonFiniteRow: OptimizerRow = {
  name: 'skipNonFinite',
  ravine: () => pipe(skipNonFinite(), sgd({ learningRate: 0.05 })),
  valley: () => pipe(skipNonFinite({ limit: 1 }), sgd({ learningRate: 1.5e-3 })),
  counters: ['skipNonFinite.skipped', 'skipNonFinite.inARow'],
  noReference: 'it changes no value',
  refuses: [[() => skipNonFinite({ limit: 0 }), 'skipNonFinite: limit: must be a whole number from 1 on, got 0']],
};

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
