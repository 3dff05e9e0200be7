import { constantRate, cosineDecay, exponentialDecay, join, linearWarmUp, type Schedule } from '@thalweg/optim';
import { ratesOf } from '../schedule-reference.ts';
import type { ScheduleRow } from '../schedule-row.ts';

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
