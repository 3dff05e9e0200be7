import { cosineWarmRestarts, type CosineWarmRestartsOptions } from '@thalweg/optim';
import { ratesOf } from '../schedule-reference.ts';
import type { ScheduleRow } from '../schedule-row.ts';

type Options = Required<CosineWarmRestartsOptions>;

/** The share of its period that a step has behind it, found by taking one period after another. */
function shareAt(step: number, { steps, multiply }: Options): number {
  if (multiply === 1) return ((step - 1) % steps) / steps;
  let [taken, period] = [step - 1, steps];
  for (; taken >= period; period *= multiply) taken -= period;
  return taken / period;
}

export const cosineWarmRestartsRows: readonly ScheduleRow[] = ratesOf<Options>('cosineWarmRestarts').map(
  ({ rate, options, rates, how }) => ({
    name: 'cosineWarmRestarts',
    variant: how,
    make: () => cosineWarmRestarts(rate, options),
    formula: step => {
      const { final } = options;
      return final + ((rate - final) / 2) * (1 + Math.cos(Math.PI * shareAt(step, options)));
    },
    rates,
    refuses: [
      [() => cosineWarmRestarts(NaN, options), 'cosineWarmRestarts: rate: must be finite and at least 0, got NaN'],
      [
        () => cosineWarmRestarts(rate, { steps: 1.5 }),
        'cosineWarmRestarts: steps: must be a whole number from 1 on, got 1.5',
      ],
      [
        () => cosineWarmRestarts(rate, { steps: 9, multiply: 0 }),
        'cosineWarmRestarts: multiply: must be a whole number from 1 on, got 0',
      ],
      [
        () => cosineWarmRestarts(rate, { steps: 9, final: -1 }),
        'cosineWarmRestarts: final: must be finite and at least 0, got -1',
      ],
    ],
  }),
);
