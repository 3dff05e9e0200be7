import { scaleByLearningRate } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';

export const scaleByLearningRateRow: OptimizerRow = {
  name: 'scaleByLearningRate',
  ravine: () => scaleByLearningRate(0.05),
  valley: () => scaleByLearningRate(1.5e-3),
  noReference: 'a part of sgd, which has runs',
  refuses: [[() => scaleByLearningRate(-Infinity), 'learningRate: must be finite and at least 0, got -Infinity']],
};
