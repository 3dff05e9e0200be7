import { constant, mul, parameter, read, type Node } from '@thalweg/graph';
import { sgd, type Schedule } from '@thalweg/optim';
import { step } from '@thalweg/train';
import { expect } from 'vitest';
import type { ScheduleRow } from '../schedule-row.ts';

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
  const x = parameter(0, { dtype: 'float64' });
  const descend = step(mul(-1, x) as Node<readonly []>, sgd({ learningRate: make() }));
  let before = 0;
  for (const step of first.slice(0, 20)) {
    descend();
    const now = read(x).item();
    expectRate(now - before, formula(step), step);
    before = now;
  }
}

function expectRate(found: number, wanted: number, step: number): void {
  expect(Math.abs(found - wanted), `${found} instead of ${wanted} at step ${step}`).toBeLessThan(1e-12);
}
