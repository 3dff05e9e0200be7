import { expect, it } from 'vitest';
import { formatUnits, parseUnits } from './units-scene.ts';
import { firstUnits } from './units-run.ts';

it('keeps units in the address, and leaves out what is as at first', () => {
  expect(formatUnits(firstUnits)).toEqual({});
  for (const units of [firstUnits, { factor: 50.1, perMetre: 100, epsilon: 1e-2 }, { ...firstUnits, factor: 1000 }])
    expect(parseUnits(formatUnits(units))).toEqual(units);
});

it('limits a factor and ignores what it does not know', () => {
  expect(parseUnits({ factor: '1e9', unit: 'inch', epsilon: 'cm' })).toEqual({ ...firstUnits, factor: 1000 });
  expect(parseUnits({ factor: 'many' })).toEqual(firstUnits);
});
