import { polynomialDecay, type PolynomialDecayOptions } from '@thalweg/optim';
import { ratesOf } from '../schedule-reference.ts';
import type { ScheduleRow } from '../schedule-row.ts';

export const polynomialDecayRows: readonly ScheduleRow[] = ratesOf<PolynomialDecayOptions>('polynomialDecay').map(
  ({ rate, options, rates, how }) => ({
    name: 'polynomialDecay',
    variant: how,
    make: () => polynomialDecay(rate, options),
    formula: step => {
      const { steps = NaN, power = 1, final = 0 } = options;
      return step > steps ? final : final + (rate - final) * (1 - (step - 1) / steps) ** power;
    },
    rates,
    refuses: [
      [() => polynomialDecay(-1, options), 'polynomialDecay: rate: must be finite and at least 0, got -1'],
      [() => polynomialDecay(rate, { steps: 0 }), 'polynomialDecay: steps: must be finite and at least 1, got 0'],
      [
        () => polynomialDecay(rate, { steps: 9, power: -1 }),
        'polynomialDecay: power: must be finite and at least 0, got -1',
      ],
      [
        () => polynomialDecay(rate, { steps: 9, final: NaN }),
        'polynomialDecay: final: must be finite and at least 0, got NaN',
      ],
    ],
  }),
);
