import { constant, mul, parameter, read } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { constantRate, cosineDecay, sgd, type Schedule } from '../index.ts';
import { descend } from '../testing/descent.ts';

/** The rate that a schedule gives to a step. */
const at = (schedule: Schedule, step: number): number => read(schedule(constant(step, { dtype: 'float64' }))).item();

describe('constantRate', () => {
  it('is the same at every step', () => {
    expect([1, 2, 1e6].map(step => at(constantRate(0.3), step))).toEqual([0.3, 0.3, 0.3]);
  });

  it('refuses what is no rate', () => {
    expect(() => constantRate(-0.1)).toThrow('learningRate: must be finite and at least 0, got -0.1');
  });
});

describe('cosineDecay', () => {
  const schedule = cosineDecay(0.8, { steps: 4, final: 0.2 });

  it('has the full rate in the first step, the mean halfway, and the final one from then on', () => {
    expect(at(schedule, 1)).toBe(0.8);
    expect(at(schedule, 3)).toBeCloseTo(0.5, 14);
    for (const step of [5, 6, 1e9]) expect(at(schedule, step)).toBe(0.2);
  });

  it('falls at every step', () => {
    const rates = [1, 2, 3, 4, 5].map(step => at(schedule, step));
    expect(rates).toEqual([...rates].sort((a, b) => b - a));
    expect(new Set(rates).size).toBe(5);
  });

  it('ends at 0 unless told otherwise', () => {
    expect(at(cosineDecay(1, { steps: 10 }), 11)).toBe(0);
  });

  it('counts the steps of a run', () => {
    const x = parameter(0, { dtype: 'float64' });
    const descent = descend(mul(-1, x), sgd({ learningRate: schedule }));
    const moved: number[] = [];
    for (let before = 0, i = 0; i < 6; i++, before = read(x).item()) {
      descent.step();
      moved.push(read(x).item() - before);
    }
    moved.forEach((by, i) => expect(by).toBeCloseTo(at(schedule, i + 1), 12));
    descent.close();
  });

  it('refuses what it cannot fall from, to or over', () => {
    expect(() => cosineDecay(NaN, { steps: 10 })).toThrow('cosineDecay: rate: must be finite and at least 0, got NaN');
    expect(() => cosineDecay(1, { steps: 0 })).toThrow('cosineDecay: steps: must be finite and at least 1, got 0');
    expect(() => cosineDecay(1, { steps: Infinity })).toThrow('got Infinity');
    expect(() => cosineDecay(1, { steps: 10, final: -1 })).toThrow(
      'cosineDecay: final: must be finite and at least 0, got -1',
    );
  });
});
