import { cosineDecay, lion, type LionMoments, rprop, scaleByLearningRate, scaleByLion } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow, Refusal } from '../laws/optimizer-row.ts';
import { trajectoriesOf } from './reference.ts';

export const lionRow: OptimizerRow = {
  name: 'lion',
  ravine: () => lion({ learningRate: cosineDecay(0.1, { steps: 900 }), decay: 0.1 }),
  valley: () => lion({ learningRate: cosineDecay(0.01, { steps: 9000 }) }),
  memory: ['lion.m'],
  counters: ['learningRate'],
  trajectories: trajectoriesOf('lion', lion),
  refuses: [
    [() => lion({ learningRate: -1e-4 }), 'learningRate: must be finite and at least 0, got -0.0001'],
    [() => lion({ decay: NaN }), 'decay: must be finite and at least 0, got NaN'],
    ...badLionMoments(lion),
  ],
};

/** Moments that do not make a Lion. */
function badLionMoments(make: (moments: LionMoments) => unknown): Refusal[] {
  return [
    [() => make({ beta1: -0.1 }), 'beta1: must be at least 0 and below 1, got -0.1'],
    [() => make({ beta2: 1 }), 'beta2: must be at least 0 and below 1, got 1'],
  ];
}

export const scaleByLionRow: OptimizerRow = {
  name: 'scaleByLion',
  ravine: () => pipe(scaleByLion(), scaleByLearningRate(cosineDecay(0.1, { steps: 900 }))),
  valley: () => pipe(scaleByLion(), scaleByLearningRate(cosineDecay(0.01, { steps: 9000 }))),
  memory: ['lion.m'],
  counters: ['learningRate'],
  noReference: 'a part of lion, which has runs',
  refuses: badLionMoments(scaleByLion),
};

export const rpropRow: OptimizerRow = {
  name: 'rprop',
  ravine: () => rprop(),
  valley: () => rprop(),
  memory: ['rprop.Δ', 'rprop.s'],
  // PyTorch calls the first step sizes its learning rate.
  trajectories: trajectoriesOf('rprop', ({ learningRate, ...options }) =>
    rprop({ ...options, stepSize: learningRate as number }),
  ),
  refuses: [
    [() => rprop({ stepSize: -0.01 }), 'stepSize: must be finite and at least 0, got -0.01'],
    [() => rprop({ grow: 0.9 }), 'grow: must be finite and at least 1, got 0.9'],
    [() => rprop({ shrink: 1 }), 'shrink: must be at least 0 and below 1, got 1'],
    [() => rprop({ least: NaN }), 'least: must be finite and at least 0, got NaN'],
    [() => rprop({ least: 0.1, most: 0.01 }), 'most: must be finite and at least 0.1, got 0.01'],
  ],
};
