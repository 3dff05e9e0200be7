import { scaleByAdagrad, scaleByLearningRate, type AdagradScaling, type TermPosition } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow, Refusal } from '../optimizer-row.ts';

/** Options that do not make an Adagrad. */
export function badAdagradScaling(make: (scaling: AdagradScaling) => unknown): Refusal[] {
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
