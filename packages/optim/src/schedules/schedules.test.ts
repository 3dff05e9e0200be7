import { constant, mul, parameter, read } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { constantRate, cosineDecay, oneCycle, polynomialDecay, sgd, type Schedule } from '../index.ts';
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

describe.each([
  ['cosineDecay', cosineDecay],
  ['polynomialDecay', polynomialDecay],
  ['oneCycle', oneCycle],
] as const)('the total of %s', (name, schedule) => {
  const epoch = { length: 25, epochs: 4 };

  it('is that of its steps, or the dataset of the batches: its length times its epochs', () => {
    const rates = (made: Schedule): number[] => [1, 30, 60, 100, 101, 200].map(step => at(made, step));
    const wanted = rates(schedule(0.5, { steps: 100 }));
    expect(rates(schedule(0.5, { total: 100 }))).toEqual(wanted);
    expect(rates(schedule(0.5, { total: epoch }))).toEqual(wanted);
    expect(wanted[1]).not.toBe(wanted[2]);
  });

  it('ends the schedule, unless the last rate still learns', () => {
    expect(schedule(0.5, { total: epoch }).steps).toBe(100);
    expect(schedule(0.5, { total: epoch, final: 0.1 }).steps).toBeUndefined();
  });

  it.each([
    [{ total: { length: undefined, epochs: 1 } }, 'total: must be a dataset with a length and an end, got one whose length is not known. Give the number of steps'],
    [{ total: { length: 5, epochs: Infinity } }, 'total: must be a dataset with a length and an end, got one that never ends.'],
    [{ total: 0 }, 'total: must be finite and at least 1, got 0.'],
    [{ total: 5, steps: 5 }, 'total: must be given in place of steps, got both. Leave out steps.'],
    [{ steps: epoch }, 'steps: must be a number of steps, or the dataset of the batches, got Object. Try { total: batches }.'],
    [{}, 'steps: must be a number of steps, or the dataset of the batches, got undefined.'],
  ])('is refused where it gives no number of steps: %j', (options, message) => {
    expect(() => schedule(0.5, options as never)).toThrow(`${name}: ${message}`);
  });
}); // prettier-ignore
