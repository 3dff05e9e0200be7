import { exponentialDecay, type ExponentialDecayOptions } from '@thalweg/optim';
import { ratesOf } from '../schedule-reference.ts';
import type { ScheduleRow } from '../schedule-row.ts';

export const exponentialDecayRows: readonly ScheduleRow[] = ratesOf<ExponentialDecayOptions>('exponentialDecay').map(
  ({ rate, options, rates, how }) => ({
    name: 'exponentialDecay',
    variant: how,
    make: () => exponentialDecay(rate, options),
    formula: step => rate * options.factor ** (step - 1),
    rates,
    refuses: [
      [() => exponentialDecay(-1, options), 'exponentialDecay: rate: must be finite and at least 0, got -1'],
      [
        () => exponentialDecay(rate, { factor: Infinity }),
        'exponentialDecay: factor: must be finite and at least 0, got Infinity',
      ],
    ],
  }),
);
