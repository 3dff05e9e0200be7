import { oneCycle, type OneCycleOptions } from '@thalweg/optim';
import { ratesOf } from '../schedule-reference.ts';
import type { ScheduleRow } from '../schedule-row.ts';

/** The rate of a step between the two ends of its half of the cycle. */
function rateAt(step: number, rate: number, options: OneCycleOptions): number {
  const { steps = NaN, warmUp = 0.3, start = rate / 25, final = start / 10_000, curve } = options;
  if (step >= steps) return final;
  const peak = warmUp * steps;
  const [from, to, share] =
    step < peak ? [start, rate, (step - 1) / (peak - 1)] : [rate, final, (step - peak) / (steps - peak)];
  return from + (to - from) * (curve === 'linear' ? share : (1 - Math.cos(Math.PI * share)) / 2);
}

export const oneCycleRows: readonly ScheduleRow[] = ratesOf<OneCycleOptions>('oneCycle').map(
  ({ rate, options, rates, how }) => ({
    name: 'oneCycle',
    variant: how,
    make: () => oneCycle(rate, options),
    formula: step => rateAt(step, rate, options),
    rates,
    refuses: [
      [() => oneCycle(Infinity, options), 'oneCycle: rate: must be finite and at least 0, got Infinity'],
      [() => oneCycle(rate, { steps: 0 }), 'oneCycle: steps: must be finite and at least 1, got 0'],
      [() => oneCycle(rate, { steps: 9, warmUp: 1 }), 'oneCycle: warmUp: must be at least 0 and below 1, got 1'],
      [
        () => oneCycle(rate, { steps: 8, warmUp: 0.125 }),
        'oneCycle: warmUp: must put the peak after step 1, got step 1',
      ],
      [() => oneCycle(rate, { steps: 9, start: -1 }), 'oneCycle: start: must be finite and at least 0, got -1'],
      [() => oneCycle(rate, { steps: 9, final: NaN }), 'oneCycle: final: must be finite and at least 0, got NaN'],
      [
        () => oneCycle(rate, { steps: 9, curve: 'step' as 'linear' }),
        "oneCycle: curve: must be 'cosine' or 'linear', got step",
      ],
    ],
  }),
);
