import {
  constantRate,
  cosineDecay,
  cosineWarmRestarts,
  type CosineWarmRestartsOptions,
  exponentialDecay,
  join,
  linearWarmUp,
  type LinearWarmUpOptions,
  oneCycle,
  type OneCycleOptions,
  type Schedule,
} from '@thalweg/optim';
import { ratesOf } from './schedule-reference.ts';
import type { ScheduleRow } from '../laws/schedule-row.ts';

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

interface WarmUpAndCosine {
  readonly warmUp: number;
  readonly start: number;
  readonly cosine: number;
}

const afterWarmUp = ratesOf<WarmUpAndCosine>('join').map(
  ({ rate, options: { warmUp, start, cosine }, rates, how }): ScheduleRow => ({
    name: 'join',
    variant: how,
    make: () =>
      join([
        { schedule: linearWarmUp(rate, { steps: warmUp, start }), steps: warmUp },
        cosineDecay(rate, { steps: cosine }),
      ]),
    formula: step => {
      if (step <= warmUp) return start + ((rate - start) / warmUp) * (step - 1);
      const taken = Math.min(step - warmUp - 1, cosine);
      return (rate / 2) * (1 + Math.cos((Math.PI * taken) / cosine));
    },
    rates,
    refuses: [
      [
        () => join([{ schedule: constantRate(rate), steps: 0.5 }, constantRate(rate)]),
        'join: steps: must be a whole number from 1 on, got 0.5',
      ],
      [() => join([] as unknown as [Schedule]), 'join: must end in a schedule, got undefined'],
    ],
  }),
);

const ofThree: ScheduleRow = {
  name: 'join',
  variant: 'of three, the second of which would grow beyond all bounds',
  make: () =>
    join([
      { schedule: constantRate(0.25), steps: 3 },
      { schedule: exponentialDecay(0.125, { factor: 2 }), steps: 4 },
      exponentialDecay(0.5, { factor: 0.5 }),
    ]),
  formula: step => (step <= 3 ? 0.25 : step <= 7 ? 2 ** (step - 7) : 0.5 ** (step - 7)),
  noReference: 'powers of two',
  refuses: [],
};

export const joinRows: readonly ScheduleRow[] = [...afterWarmUp, ofThree];
