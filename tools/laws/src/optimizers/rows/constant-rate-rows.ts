import { constantRate } from '@thalweg/optim';
import type { ScheduleRow } from '../schedule-row.ts';

export const constantRateRows: readonly ScheduleRow[] = [
  {
    name: 'constantRate',
    make: () => constantRate(0.3),
    formula: () => 0.3,
    noReference: 'one number',
    refuses: [[() => constantRate(-0.1), 'learningRate: must be finite and at least 0, got -0.1']],
  },
];
