import { constant, mul, parameter, read, type Node } from '@thalweg/graph';
import { sgd, type Schedule } from '@thalweg/optim';
import { decodeSnapshot, encodeSnapshot, restore, snapshot, step, type Stepping } from '@thalweg/train';
import { expect } from 'vitest';
import type { ScheduleRow } from './schedule-row.ts';

/** How many steps a run has. */
const STEPS = 20;

const first = Array.from({ length: 200 }, (_, i) => i + 1);

/** The rate that a schedule gives to a step. */
const rateOf = (schedule: Schedule, step: number): Node => schedule(constant(step, { dtype: 'float64' })) as Node;

/** Its rates are those of its formula, from the first step to one that nobody takes. */
export function hasTheRatesOfItsFormula({ make, formula }: ScheduleRow): void {
  for (const step of [...first, 1e6, 1e9]) {
    const rate = rateOf(make(), step);
    expect([rate.dtype, rate.shape]).toEqual(['float64', []]);
    expectRate(read(rate).item(), formula(step), step);
  }
}

/** Its rates are those that another implementation gives. */
export function hasTheSameRates({ make }: ScheduleRow, rates: readonly number[]): void {
  rates.forEach((wanted, taken) => expectRate(read(rateOf(make(), taken + 1)).item(), wanted, taken + 1));
}

/** A step of a run takes the rate of its number, which is 1 for the first. */
export function countsTheStepsOfARun({ make, formula }: ScheduleRow): void {
  const { take } = descentAt(make());
  take(STEPS).forEach((rate, taken) => expectRate(rate, formula(taken + 1), taken + 1));
}

/** Put back from a file into a new run, after any number of steps, it has the rates that were still to come. */
export function resumesWithTheSameRates({ make }: ScheduleRow): void {
  const whole = descentAt(make());
  const files: Uint8Array[] = [];
  const rates: number[] = [];
  for (let taken = 0; taken < STEPS; taken++) {
    files.push(encodeSnapshot(snapshot({ learn: whole.learn })));
    rates.push(...whole.take(1));
  }
  files.forEach((file, taken) => {
    const { learn, take } = descentAt(make());
    restore({ learn }, decodeSnapshot(file));
    expect(take(STEPS - taken), `stopped after step ${taken}`).toEqual(rates.slice(taken));
  });
}

/** A descent on a slope of 1, and what takes so many steps of it and gives the rates that they had. */
function descentAt(learningRate: Schedule): { readonly learn: Stepping; readonly take: (count: number) => number[] } {
  const x = parameter(0, { dtype: 'float64' });
  const learn = step(mul(-1, x) as Node<readonly []>, sgd({ learningRate }));
  return {
    learn,
    take: count =>
      Array.from({ length: count }, () => {
        const before = read(x).item();
        learn();
        return read(x).item() - before;
      }),
  };
}

function expectRate(found: number, wanted: number, step: number): void {
  expect(Math.abs(found - wanted), `${found} instead of ${wanted} at step ${step}`).toBeLessThan(1e-12);
}
