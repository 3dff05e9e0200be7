import {
  adadelta,
  type AdadeltaScaling,
  adafactor,
  adagrad,
  type AdagradScaling,
  cocob,
  cosineDecay,
  ftrl,
  type FtrlOptions,
  rmsprop,
  type RmspropScaling,
  scaleByAdadelta,
  scaleByAdagrad,
  scaleByLearningRate,
  scaleByRmsprop,
  type TermPosition,
} from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow, Refusal } from '../laws/optimizer-row.ts';
import { trajectoriesOf } from './reference.ts';

export const adagradRow: OptimizerRow = {
  name: 'adagrad',
  ravine: () => adagrad({ learningRate: 0.5 }),
  valley: () => adagrad({ learningRate: 0.5 }),
  memory: ['adagrad.G'],
  trajectories: trajectoriesOf('adagrad', adagrad),
  refuses: [
    [() => adagrad({ learningRate: -1 }), 'learningRate: must be finite and at least 0, got -1'],
    ...badAdagradScaling(adagrad),
  ],
};

/** Options that do not make an Adagrad. */
function badAdagradScaling(make: (scaling: AdagradScaling) => unknown): Refusal[] {
  return [
    [() => make({ epsilon: NaN }), 'epsilon: must be finite and at least 0, got NaN'],
    [() => make({ epsilonAt: 'above' as TermPosition }), "epsilonAt: must be 'inside' or 'outside', got above"],
    [() => make({ initialAccumulator: -1 }), 'initialAccumulator: must be finite and at least 0, got -1'],
  ];
}

export const scaleByAdagradRow: OptimizerRow = {
  name: 'scaleByAdagrad',
  ravine: () => pipe(scaleByAdagrad({ epsilonAt: 'outside', initialAccumulator: 0.1 }), scaleByLearningRate(0.5)),
  valley: () => pipe(scaleByAdagrad({ epsilonAt: 'outside' }), scaleByLearningRate(0.5)),
  memory: ['adagrad.G'],
  noReference: 'a part of adagrad, which has runs',
  refuses: badAdagradScaling(scaleByAdagrad),
};

// At a constant rate its steps stay as long as they grew, and go round the bottom.
export const adadeltaRow: OptimizerRow = {
  name: 'adadelta',
  ravine: () => adadelta({ learningRate: cosineDecay(1, { steps: 1000 }), epsilon: 1e-4 }),
  valley: () => adadelta({ learningRate: cosineDecay(1, { steps: 10_000 }) }),
  memory: ['adadelta.E[g²]', 'adadelta.E[Δ²]'],
  counters: ['learningRate'],
  trajectories: trajectoriesOf('adadelta', adadelta),
  refuses: [
    [() => adadelta({ learningRate: -1 }), 'learningRate: must be finite and at least 0, got -1'],
    ...badAdadeltaScaling(adadelta),
  ],
};

/** Options that do not make an Adadelta. */
function badAdadeltaScaling(make: (scaling: AdadeltaScaling) => unknown): Refusal[] {
  return [
    [() => make({ decay: -0.1 }), 'decay: must be at least 0 and below 1, got -0.1'],
    [() => make({ epsilon: Infinity }), 'epsilon: must be finite and at least 0, got Infinity'],
    [() => make({ epsilonAt: 'above' as TermPosition }), "epsilonAt: must be 'inside' or 'outside', got above"],
  ];
}

export const scaleByAdadeltaRow: OptimizerRow = {
  name: 'scaleByAdadelta',
  ravine: () => pipe(scaleByAdadelta({ epsilon: 1e-4 }), scaleByLearningRate(cosineDecay(1, { steps: 1000 }))),
  valley: () => pipe(scaleByAdadelta(), scaleByLearningRate(cosineDecay(1, { steps: 10_000 }))),
  memory: ['adadelta.E[g²]', 'adadelta.E[Δ²]'],
  counters: ['learningRate'],
  noReference: 'a part of adadelta, which has runs',
  refuses: badAdadeltaScaling(scaleByAdadelta),
};

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

/** Options that do not make an RMSprop. */
function badRmspropScaling(make: (scaling: RmspropScaling) => unknown): Refusal[] {
  return [
    [() => make({ decay: 1 }), 'decay: must be at least 0 and below 1, got 1'],
    [() => make({ epsilon: -1 }), 'epsilon: must be finite and at least 0, got -1'],
    [() => make({ epsilonAt: 'above' as TermPosition }), "epsilonAt: must be 'inside' or 'outside', got above"],
  ];
}

const centered: RmspropScaling = { centered: true, epsilon: 1e-2 };

export const scaleByRmspropRow: OptimizerRow = {
  name: 'scaleByRmsprop',
  variant: 'centered',
  ravine: () => pipe(scaleByRmsprop(centered), scaleByLearningRate(cosineDecay(0.01, { steps: 1000 }))),
  valley: () => pipe(scaleByRmsprop(centered), scaleByLearningRate(cosineDecay(0.005, { steps: 10_000 }))),
  memory: ['rmsprop.E[g²]', 'rmsprop.E[g]'],
  counters: ['learningRate'],
  noReference: 'a part of rmsprop, which has runs',
  refuses: badRmspropScaling(scaleByRmsprop),
};

export const adafactorRow: OptimizerRow = {
  name: 'adafactor',
  ravine: () => adafactor({ learningRate: 0.06 }),
  valley: () => adafactor({ learningRate: cosineDecay(0.02, { steps: 10_000 }), epsilon2: 0.1 }),
  matrix: () => adafactor({ learningRate: cosineDecay(0.1, { steps: 1000 }) }),
  memory: ({ shape }) => {
    if (shape.length < 2) return { 'adafactor.V': shape };
    const [rows, columns] = shape.slice(-2) as [number, number];
    const lead = shape.slice(0, -2);
    return { 'adafactor.R': [...lead, rows, 1], 'adafactor.C': [...lead, 1, columns] };
  },
  trajectories: trajectoriesOf('adafactor', adafactor),
  refuses: [
    [() => adafactor({ learningRate: -1 }), 'learningRate: must be finite and at least 0, got -1'],
    [() => adafactor({ beta2Decay: 0.8 }), 'beta2Decay: must be finite and at most 0, got 0.8'],
    [() => adafactor({ epsilon1: -1e-30 }), 'epsilon1: must be finite and at least 0, got -1e-30'],
    [() => adafactor({ epsilon2: NaN }), 'epsilon2: must be finite and at least 0, got NaN'],
    [() => adafactor({ threshold: 0.5 }), 'threshold: must be finite and at least 1, got 0.5'],
    [() => adafactor({ decay: -0.1 }), 'decay: must be finite and at least 0, got -0.1'],
  ],
};

export const cocobRow: OptimizerRow = {
  name: 'cocob',
  ravine: () => cocob(),
  // It divides by the sum of all gradients so far: from (−1.2, 1), where they are large, it is 0.05 away after 10,000 steps.
  valley: () => cocob({ alpha: 10 }),
  valleyStart: [0.5, 2],
  memory: ['cocob.L', 'cocob.G', 'cocob.R', 'cocob.S', 'cocob.θ−θ₁'],
  noReference: 'its test has the algorithm of the paper for plain numbers',
  refuses: [[() => cocob({ alpha: 0.5 }), 'alpha: must be finite and at least 1, got 0.5']],
};

export const ftrlRow: OptimizerRow = {
  name: 'ftrl',
  ravine: () => ftrl({ learningRate: 0.5, beta: 0.1 }),
  valley: () => ftrl({ learningRate: 0.5, beta: 0.1 }),
  memory: ['ftrl.z', 'ftrl.n'],
  trajectories: trajectoriesOf('ftrl', options => ftrl(options as FtrlOptions)),
  refuses: [
    [() => ftrl({ learningRate: 0 }), 'learningRate: must be finite and above 0, got 0'],
    [() => ftrl({ learningRate: NaN }), 'learningRate: must be finite and above 0, got NaN'],
    [() => ftrl({ beta: -1 }), 'beta: must be finite and at least 0, got -1'],
    [() => ftrl({ l1: Infinity }), 'l1: must be finite and at least 0, got Infinity'],
    [() => ftrl({ l2: -0.5 }), 'l2: must be finite and at least 0, got -0.5'],
  ],
};
