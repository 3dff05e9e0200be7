import { stepDecay, type StepDecayOptions } from '@thalweg/optim';
import { ratesOf } from '../schedule-reference.ts';
import type { ScheduleRow } from '../schedule-row.ts';

export const stepDecayRows: readonly ScheduleRow[] = ratesOf<Required<StepDecayOptions>>('stepDecay').map(
  ({ rate, options, rates, how }) => ({
    name: 'stepDecay',
    variant: how,
    make: () => stepDecay(rate, options),
    formula: step => rate * options.factor ** ((step - 1 - ((step - 1) % options.every)) / options.every),
    rates,
    refuses: [
      [() => stepDecay(-1, options), 'stepDecay: rate: must be finite and at least 0, got -1'],
      [() => stepDecay(rate, { every: 0 }), 'stepDecay: every: must be a whole number from 1 on, got 0'],
      [() => stepDecay(rate, { every: 2.5 }), 'stepDecay: every: must be a whole number from 1 on, got 2.5'],
      [() => stepDecay(rate, { every: 2, factor: NaN }), 'stepDecay: factor: must be finite and at least 0, got NaN'],
    ],
  }),
);
