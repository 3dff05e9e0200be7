import { multiStepDecay, type MultiStepDecayOptions } from '@thalweg/optim';
import { ratesOf } from '../schedule-reference.ts';
import type { ScheduleRow } from '../schedule-row.ts';

export const multiStepDecayRows: readonly ScheduleRow[] = ratesOf<Required<MultiStepDecayOptions>>(
  'multiStepDecay',
).map(({ rate, options, rates, how }) => ({
  name: 'multiStepDecay',
  variant: how,
  make: () => multiStepDecay(rate, options),
  formula: step => rate * options.factor ** options.at.filter(after => step > after).length,
  rates,
  refuses: [
    [() => multiStepDecay(NaN, options), 'multiStepDecay: rate: must be finite and at least 0, got NaN'],
    [() => multiStepDecay(rate, { at: [3, 3] }), 'multiStepDecay: at: must rise, got 3, 3'],
    [() => multiStepDecay(rate, { at: [0] }), 'multiStepDecay: at: must be a whole number from 1 on, got 0'],
    [
      () => multiStepDecay(rate, { at: [3], factor: -1 }),
      'multiStepDecay: factor: must be finite and at least 0, got -1',
    ],
  ],
}));
