import { inverseTimeDecay } from '@thalweg/optim';
import type { ScheduleRow } from '../schedule-row.ts';

export const inverseTimeDecayRows: readonly ScheduleRow[] = [0, 0.25].map(decay => ({
  name: 'inverseTimeDecay',
  variant: `with k = ${decay}`,
  make: () => inverseTimeDecay(0.3, { decay }),
  formula: step => 0.3 / (1 + decay * (step - 1)),
  noReference: 'PyTorch has no schedule of this form',
  refuses: [
    [() => inverseTimeDecay(NaN, { decay }), 'inverseTimeDecay: rate: must be finite and at least 0, got NaN'],
    [() => inverseTimeDecay(0.3, { decay: -1 }), 'inverseTimeDecay: decay: must be finite and at least 0, got -1'],
  ],
}));
