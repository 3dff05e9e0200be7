import { expect, test } from 'vitest';
import { shiftingBernoulli } from './shifting-bernoulli.ts';
import { shiftingNormal } from './shifting-normal.ts';

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
function deviation(values: Float64Array): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map(value => (value - middle) ** 2)));
}

test('an abrupt change is between two values, and the seed gives the stream', () => {
  const shifts = { seed: 1, length: 30_000, levels: [0.2, 0.7, 0.1], changes: [10_000, 20_000] };
  const values = shiftingBernoulli(shifts);
  // Five standard errors of 10,000 bits at most.
  [0.2, 0.7, 0.1].forEach((rate, i) =>
    expect(Math.abs(mean(values.subarray(10_000 * i, 10_000 * (i + 1))) - rate)).toBeLessThan(0.025),
  );
  expect(shiftingBernoulli(shifts)).toEqual(values);
  expect(shiftingBernoulli({ ...shifts, seed: 2 })).not.toEqual(values);
  expect(shiftingBernoulli({ ...shifts, length: 500 })).toEqual(values.slice(0, 500));
  expect(Array.from(shiftingNormal({ seed: 1, length: 4, levels: [1, 2], changes: [2], deviation: 0 }))).toEqual([
    1, 1, 2, 2,
  ]);
});

test('an incremental change moves the level in a line', () => {
  const shifts = { seed: 1, length: 9, levels: [0, 5], changes: [2], width: 4, deviation: 0 };
  expect(Array.from(shiftingNormal({ ...shifts, way: 'incremental' }))).toEqual([0, 0, 1, 2, 3, 4, 5, 5, 5]);
});

test('a gradual change mixes old and new, more and more of the new', () => {
  const shifts = { seed: 3, length: 30_000, levels: [0, 8], changes: [0], width: 30_000, deviation: 0.5 };
  const values = shiftingNormal({ ...shifts, way: 'gradual' });
  for (const [third, share] of [1 / 6, 3 / 6, 5 / 6].entries()) {
    const part = values.subarray(10_000 * third, 10_000 * (third + 1));
    expect(Math.abs(mean(part.map(value => (value > 4 ? 1 : 0))) - share)).toBeLessThan(0.025);
    expect(part.filter(value => value > 2.5 && value < 5.5)).toHaveLength(0);
  }
  expect(deviation(shiftingNormal({ ...shifts, levels: [0], changes: [] }))).toBeCloseTo(0.5, 1);
});

test('for bits, gradual and incremental changes move the rate alike', () => {
  const shifts = { seed: 3, length: 30_000, levels: [0.1, 0.9], changes: [0], width: 30_000 };
  for (const way of ['gradual', 'incremental'] as const) {
    const values = shiftingBernoulli({ ...shifts, way });
    for (const [third, share] of [1 / 6, 3 / 6, 5 / 6].entries())
      expect(Math.abs(mean(values.subarray(10_000 * third, 10_000 * (third + 1))) - (0.1 + 0.8 * share))).toBeLessThan(
        0.025,
      );
  }
});

test('what is no stream is refused', () => {
  const shifts = { seed: 1, length: 10, levels: [0, 1], changes: [5] };
  expect(shiftingBernoulli({ ...shifts, length: 0 })).toHaveLength(0);
  for (const [part, message] of [
    [{ length: -1 }, 'length must be a whole number, got -1'],
    [{ levels: [1] }, 'there must be one level more than changes, got 1 and 1'],
    [{ levels: [0, 1.1] }, 'each level must be from 0 to 1, got [0, 1.1]'],
    [{ width: 0.5 }, 'width must be a whole number, got 0.5'],
    [{ levels: [0, 1, 0], changes: [2, 4], width: 3 }, 'changes must be whole numbers, each after the end'],
  ] as const)
    expect(() => shiftingBernoulli({ ...shifts, ...part })).toThrow(`shiftingBernoulli: ${message}`);
  for (const part of [{ deviation: -1 }, { deviation: Infinity }, { levels: [0, NaN] }])
    expect(() => shiftingNormal({ ...shifts, ...part })).toThrow(
      'levels must be finite, and the deviation also not negative',
    );
});
