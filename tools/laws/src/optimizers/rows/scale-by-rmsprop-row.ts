import {
  cosineDecay,
  scaleByLearningRate,
  scaleByRmsprop,
  type TermPosition,
  type RmspropScaling,
} from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow, Refusal } from '../optimizer-row.ts';

/** Options that do not make an RMSprop. */
export function badRmspropScaling(make: (scaling: RmspropScaling) => unknown): Refusal[] {
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
