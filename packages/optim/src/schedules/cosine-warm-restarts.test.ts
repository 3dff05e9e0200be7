import { constant, read } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { cosineWarmRestarts, type Schedule } from '../index.ts';

const at = (schedule: Schedule, step: number): number => read(schedule(constant(step, { dtype: 'float64' }))).item();

describe('cosineWarmRestarts', () => {
  it.each([1, 2, 3, 5, 7, 10])(
    'has the full rate where a period begins, each %i times as long as the last',
    multiply => {
      const schedule = cosineWarmRestarts(1, { steps: 6, multiply, final: 0.25 });
      for (let n = 0, period = 6, taken = 0; n < 12; n++, taken += period, period *= multiply) {
        expect([taken, at(schedule, taken + 1)]).toEqual([taken, 1]);
        expect(at(schedule, taken + period / 2 + 1)).toBeCloseTo(0.625, 14);
        expect(at(schedule, taken + period)).toBeLessThan(0.31);
      }
    },
  );
});
