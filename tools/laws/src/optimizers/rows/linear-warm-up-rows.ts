import { linearWarmUp, type LinearWarmUpOptions } from '@thalweg/optim';
import { ratesOf } from '../schedule-reference.ts';
import type { ScheduleRow } from '../schedule-row.ts';

export const linearWarmUpRows: readonly ScheduleRow[] = ratesOf<Required<LinearWarmUpOptions>>('linearWarmUp').map(
  ({ rate, options, rates, how }) => ({
    name: 'linearWarmUp',
    variant: how,
    make: () => linearWarmUp(rate, options),
    formula: step => {
      const { start, steps } = options;
      return step > steps ? rate : start + ((rate - start) / steps) * (step - 1);
    },
    rates,
    refuses: [
      [() => linearWarmUp(-1, options), 'linearWarmUp: rate: must be finite and at least 0, got -1'],
      [() => linearWarmUp(rate, { steps: NaN }), 'linearWarmUp: steps: must be finite and at least 1, got NaN'],
      [() => linearWarmUp(rate, { steps: 9, start: -1 }), 'linearWarmUp: start: must be finite and at least 0, got -1'],
    ],
  }),
);
