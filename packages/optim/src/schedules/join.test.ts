import { cast, constant, read } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { constantRate, exponentialDecay, join, linearWarmUp, type Schedule } from '../index.ts';

const at = (schedule: Schedule, step: number): number => read(schedule(constant(step, { dtype: 'float64' }))).item();

/** The number of the step, as a rate. */
const counting: Schedule = step => step;

describe('join', () => {
  it('begins each schedule at a step 1 of its own', () => {
    const schedule = join([{ schedule: counting, steps: 3 }, { schedule: counting, steps: 2 }, counting]);
    expect([1, 2, 3, 4, 5, 6, 7, 8].map(step => at(schedule, step))).toEqual([1, 2, 3, 1, 2, 1, 2, 3]);
  });

  it('asks a schedule for no steps but its own', () => {
    const asked: number[][] = [];
    const watched = (schedule: Schedule): Schedule => {
      const own: number[] = [];
      asked.push(own);
      return step => {
        own.push(read(step).item());
        return schedule(step);
      };
    };
    const schedule = join([
      { schedule: watched(counting), steps: 2 },
      { schedule: watched(counting), steps: 1 },
      watched(counting),
    ]);
    for (const step of [1, 2, 3, 4, 5]) at(schedule, step);
    expect(asked).toEqual([[1, 2, 2, 2, 2], [1, 1, 1, 1, 1], [1, 1, 1, 1, 2]]); // prettier-ignore
  });

  it('is what comes last where nothing comes before', () => {
    expect(at(join([constantRate(0.3)]), 7)).toBe(0.3);
  });

  it('joins joined schedules, and rates in float32', () => {
    const single: Schedule = step => cast(step, 'float32');
    const inner = join([{ schedule: single, steps: 2 }, exponentialDecay(1, { factor: 0.5 })]);
    const outer = join([{ schedule: linearWarmUp(4, { steps: 2 }), steps: 2 }, { schedule: inner, steps: 4 }, single]);
    expect([1, 2, 3, 4, 5, 6, 7, 8].map(step => at(outer, step))).toEqual([0, 2, 1, 2, 1, 0.5, 1, 2]);
  });
});
