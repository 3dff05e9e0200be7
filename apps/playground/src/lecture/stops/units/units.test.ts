import { expect, it } from 'vitest';
import { firstSteps, firstUnits, formatUnits, parseUnits, type Units, unitsReading } from './units-run.ts';

const lengths = (units: Partial<Units>): string[] =>
  Object.values(firstSteps({ ...firstUnits, ...units })).map((length: number) => length.toPrecision(3));

it('has the numbers of the lecture', () => {
  expect(lengths({})).toEqual(['0.400', '0.00316']);
  expect(lengths({ factor: 1000 })).toEqual(['400', '0.00316']);
  expect(lengths({ perMetre: 100 })).toEqual(['0.00400', '0.00316']);
  expect(lengths({ perMetre: 100, epsilon: 1e-2 })).toEqual(['0.00400', '0.316']);
});

it('follows the closed forms for any factor', () => {
  for (const factor of [1, 3, 50, 700]) {
    const { sgd, adadelta } = firstSteps({ ...firstUnits, factor });
    const g = 4000 * factor;
    expect(sgd).toBeCloseTo(1e-4 * g, 9);
    expect(adadelta).toBeCloseTo((Math.sqrt(1e-6) / Math.sqrt(0.1 * g ** 2 + 1e-6)) * g, 9);
  }
});

it('says something else for each change of the units', () => {
  const changes: Partial<Units>[] = [
    {},
    { factor: 3 },
    { factor: 1000 },
    { perMetre: 100 },
    { perMetre: 100, epsilon: 1e-2 },
  ];
  const readings = changes.map(change => {
    const units = { ...firstUnits, ...change };
    return unitsReading(units, firstSteps(firstUnits), firstSteps(units));
  });
  expect(new Set(readings.map(({ sentence }) => sentence)).size).toBe(changes.length);
  expect(readings.map(({ isDone }) => isDone)).toEqual([false, false, true, false, false]);
  expect(readings.map(({ before, now }) => `${before} → ${now}`)).toEqual([
    '0.400 → 0.400',
    '0.400 → 1.20',
    '0.400 → 400',
    '0.400 → 0.00400',
    '0.400 → 0.00400',
  ]);
});

it('keeps units in the address, and leaves out what is as at first', () => {
  expect(formatUnits(firstUnits)).toEqual({});
  for (const units of [firstUnits, { factor: 50.1, perMetre: 100, epsilon: 1e-2 }, { ...firstUnits, factor: 1000 }])
    expect(parseUnits(formatUnits(units))).toEqual(units);
});

it('limits a factor and ignores what it does not know', () => {
  expect(parseUnits({ factor: '1e9', unit: 'inch', epsilon: 'cm' })).toEqual({ ...firstUnits, factor: 1000 });
  expect(parseUnits({ factor: 'many' })).toEqual(firstUnits);
});
