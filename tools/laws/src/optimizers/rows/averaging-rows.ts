import {
  adamw,
  type AdamwOptions,
  average,
  ema,
  type EmaOptions,
  type Hyperparameter,
  lookahead,
  scaleByLearningRate,
  scheduleFree,
  type ScheduleFreeOptions,
  sgd,
  type Transform,
} from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../laws/optimizer-row.ts';
import { trajectoriesOf } from './reference.ts';

type Options = EmaOptions & { readonly learningRate: Hyperparameter };

const behindMean = ({ learningRate, ...options }: Options): Transform =>
  pipe(ema(options), scaleByLearningRate(learningRate));

export const emaRow: OptimizerRow = {
  name: 'ema',
  ravine: () => behindMean({ learningRate: 0.1 }),
  valley: () => behindMean({ learningRate: 1.5e-3, debias: true }),
  memory: ['ema.m'],
  counters: ['ema.decayᵗ'],
  trajectories: trajectoriesOf('ema', behindMean),
  refuses: [
    [() => ema({ decay: 1 }), 'decay: must be at least 0 and below 1, got 1'],
    [() => ema({ decay: -0.1 }), 'decay: must be at least 0 and below 1, got -0.1'],
  ],
};

export const averageRow: OptimizerRow = {
  name: 'average',
  ravine: () => average(sgd({ learningRate: 0.05 })),
  valley: () => average(sgd({ learningRate: 1.5e-3 }), { decay: 0.99 }),
  memory: ['average.θ̄'],
  trajectories: trajectoriesOf('average', ({ learningRate, ...options }) => average(sgd({ learningRate }), options)),
  refuses: [
    [() => average(sgd(), { decay: 1 }), 'decay: must be at least 0 and below 1, got 1'],
    [() => average(sgd(), { decay: -0.1 }), 'decay: must be at least 0 and below 1, got -0.1'],
    [() => average(sgd(), { from: 0 }), 'from: must be a whole number from 1 on, got 0'],
  ],
};

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

/** Around Adam where the options are of it. */
const around = ({ beta, learningRate, ...options }: AdamwOptions & ScheduleFreeOptions): Transform => {
  const rate = { learningRate: learningRate! };
  const inner = 'beta1' in options ? adamw({ ...rate, ...options }) : sgd(rate);
  return scheduleFree(inner, { ...rate, ...(beta !== undefined && { beta }) });
};

export const scheduleFreeRow: OptimizerRow = {
  name: 'scheduleFree',
  ravine: () => scheduleFree(sgd({ learningRate: 0.2 })),
  valley: () => scheduleFree(adamw({ learningRate: 0.02, beta1: 0, decay: 0 })),
  memory: ['scheduleFree.z', 'scheduleFree.x'],
  counters: ['scheduleFree.Σγ²'],
  trajectories: trajectoriesOf('scheduleFree', around),
  refuses: [
    [() => scheduleFree(sgd(), { beta: 1 }), 'beta: must be at least 0 and below 1, got 1'],
    [() => scheduleFree(sgd(), { beta: -0.1 }), 'beta: must be at least 0 and below 1, got -0.1'],
    [() => scheduleFree(sgd(), { learningRate: -1 }), 'learningRate: must be finite and at least 0, got -1'],
  ],
};
