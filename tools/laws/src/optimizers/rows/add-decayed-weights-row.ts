import { addDecayedWeights, scaleByLearningRate } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';

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
