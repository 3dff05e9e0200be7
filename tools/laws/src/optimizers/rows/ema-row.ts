import { ema, scaleByLearningRate, type EmaOptions, type Hyperparameter, type Transform } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';

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
