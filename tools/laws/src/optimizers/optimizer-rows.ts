import type { OptimizerRow } from './optimizer-row.ts';
import { adamRow } from './rows/adam-row.ts';
import { clipByGlobalNormRow } from './rows/clip-by-global-norm-row.ts';
import { momentumRow } from './rows/momentum-row.ts';
import { scaleByAdamRow } from './rows/scale-by-adam-row.ts';
import { scaleByLearningRateRow } from './rows/scale-by-learning-rate-row.ts';
import { sgdRow } from './rows/sgd-row.ts';

/** The row of every optimizer of `@thalweg/optim`, and of their parts. A new one adds a line: its row is a file of `rows/`. */
export const optimizerRows: readonly OptimizerRow[] = [
  adamRow,
  clipByGlobalNormRow,
  momentumRow,
  scaleByAdamRow,
  scaleByLearningRateRow,
  sgdRow,
];
