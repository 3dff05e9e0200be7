import { scaleByNadam, scaleByLearningRate } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../optimizer-row.ts';
import { badMoments } from './scale-by-adam-row.ts';

export const scaleByNadamRow: OptimizerRow = {
  name: 'scaleByNadam',
  ravine: () => pipe(scaleByNadam(), scaleByLearningRate(0.1)),
  valley: () => pipe(scaleByNadam(), scaleByLearningRate(0.02)),
  memory: ['nadam.m', 'nadam.v'],
  counters: ['nadam.∏μ', 'nadam.beta2ᵗ'],
  noReference: 'a part of nadam, which has runs',
  refuses: [
    [() => scaleByNadam({ momentumDecay: -1 }), 'momentumDecay: must be finite and at least 0, got -1'],
    ...badMoments(scaleByNadam),
  ],
};
