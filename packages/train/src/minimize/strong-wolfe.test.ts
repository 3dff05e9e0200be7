import { key, uniform } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { strongWolfe, type WolfeOptions } from './strong-wolfe.ts';

/** A function along a line, with its derivative. */
type Line = (a: number) => { readonly value: number; readonly slope: number };

const usual = { first: 1, c1: 1e-3, c2: 0.9 } as const;

function search(line: Line, options: Partial<WolfeOptions> = {}) {
  const steps: number[] = [];
  const walk = strongWolfe(line(0), { ...usual, ...options });
  let next = walk.next();
  while (next.done !== true) {
    steps.push(next.value);
    next = walk.next(line(next.value));
  }
  return { ...next.value, steps };
}

function expectStrongWolfe(line: Line, step: number, { c1, c2 }: { readonly c1: number; readonly c2: number }): void {
  const [start, end] = [line(0), line(step)];
  expect(step).toBeGreaterThan(0);
  expect(end.value).toBeLessThanOrEqual(start.value + c1 * step * start.slope);
  expect(Math.abs(end.slope)).toBeLessThanOrEqual(c2 * Math.abs(start.slope));
}

/** Waves on a bowl, falling at 0: many local minima. */
function waves(seed: number): Line {
  const [width, height, turns, phase] = [0, 1, 2, 3].map(i => uniform(key(seed), i)) as [number, number, number, number]; // prettier-ignore
  const bowl = 10 ** (4 * width - 2);
  const [size, rate, at] = [5 * height, 0.5 + 8 * turns, 6.28 * phase];
  const line: Line = a => ({
    value: 0.5 * bowl * a * a - 3 * a + size * Math.sin(rate * a + at),
    slope: bowl * a - 3 + size * rate * Math.cos(rate * a + at),
  });
  const { slope } = line(0);
  return slope < 0 ? line : a => ({ value: line(-a).value, slope: -line(-a).slope });
}

describe('strongWolfe', () => {
  it.each([
    { c1: 1e-3, c2: 0.9 },
    { c1: 1e-4, c2: 0.1 },
    { c1: 0.1, c2: 0.3 },
  ])('ends where both conditions hold, on 500 random lines: c₁ $c1, c₂ $c2', how => {
    let found = 0;
    for (let seed = 0; seed < 500; seed++) {
      const line = waves(seed);
      for (const first of [1e-3, 1, 1e3]) {
        const { end, step, steps } = search(line, { ...how, first });
        expect(steps.length).toBeLessThanOrEqual(20);
        // A bracket may get too narrow for the conditions: its end is still lower.
        expect(line(step).value).toBeLessThan(line(0).value);
        if (end !== 'found') continue;
        found++;
        expectStrongWolfe(line, step, how);
      }
    }
    expect(found).toBeGreaterThan(0.9 * 1500);
  });

  it.each([
    ['of Moré and Thuente, eq. 5.1', (a => ({ value: -a / (a * a + 2), slope: (a * a - 2) / (a * a + 2) ** 2 })) as Line],
    ['of Moré and Thuente, eq. 5.2', (a => ({ value: (a + 0.004) ** 5 - 2 * (a + 0.004) ** 4, slope: 5 * (a + 0.004) ** 4 - 8 * (a + 0.004) ** 3 })) as Line],
  ])('finds a step from 1e-3 to 1e3 away, for the function %s', (_, line) => {
    for (const first of [1e-3, 1e-1, 1e1, 1e3]) {
      const how = { c1: 1e-3, c2: 0.1 };
      const { end, step, steps } = search(line, { ...how, first });
      expect(end).toBe('found');
      expect(steps.length).toBeLessThanOrEqual(12);
      expectStrongWolfe(line, step, how);
    }
  }); // prettier-ignore

  it('takes the first step of a parabola whose minimum is there, and needs two elsewhere', () => {
    const parabola: Line = a => ({ value: (a - 1) ** 2, slope: 2 * (a - 1) });
    expect(search(parabola).steps).toEqual([1]);
    expect(search(parabola, { c2: 1e-6, first: 3 }).steps).toEqual([3, 1]);
  });

  it.each([0, 1, NaN])('refuses a start where the slope is %d', slope => {
    expect(() => strongWolfe({ value: 1, slope }, usual).next()).toThrow(
      `strongWolfe: the slope at 0 must be below 0, got ${slope}. Turn the direction.`,
    );
  });

  it('says so if a function falls for ever', () => {
    const { end, step } = search(a => ({ value: -a, slope: -1 }), { most: 1e6 });
    expect([end, step]).toEqual(['unbounded', 1e6]);
  });

  it('goes back from steps that are not finite', () => {
    const wall: Line = a => (a > 0.3 ? { value: NaN, slope: NaN } : { value: (a - 0.25) ** 2, slope: 2 * (a - 0.25) });
    const { end, step } = search(wall, { first: 100 });
    expect(end).toBe('found');
    expectStrongWolfe(wall, step, usual);
  });

  it('says so if no step is finite, or none is lower', () => {
    const start = { value: 1, slope: -1 };
    expect(search(a => (a === 0 ? start : { value: Infinity, slope: 0 }))).toMatchObject({ end: 'notFinite', step: 0 });
    expect(search(a => (a === 0 ? start : { value: 1, slope: 1 }))).toMatchObject({ end: 'stuck', step: 0 });
  });

  it('ends with the best step after all trials', () => {
    const { end, step, steps } = search(a => ({ value: -a, slope: -1 }), { trials: 3 });
    expect(steps).toHaveLength(3);
    expect([end, step]).toEqual(['tired', steps[2]]);
  });
});
