import {
  cosineDecay,
  scaleByAdadelta,
  scaleByLearningRate,
  type AdadeltaScaling,
  type TermPosition,
} from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow, Refusal } from '../optimizer-row.ts';

/** Options that do not make an Adadelta. */
export function badAdadeltaScaling(make: (scaling: AdadeltaScaling) => unknown): Refusal[] {
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
