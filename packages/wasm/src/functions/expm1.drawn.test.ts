import { takenRuns } from '@thalweg/drawn';
import { describe, expect, it } from 'vitest';
import { around, everyExponent } from '../testing/every-exponent.ts';
import { valuesAt, worst } from '../testing/worst.ts';
import { expm1 } from './expm1.ts';

describe('expm1 of four lanes', () => {
  it('is within 1.7 ulp over all exponents', () => {
    expect(worst(expm1, Math.expm1, everyExponent(takenRuns(2048)))).toBeLessThanOrEqual(1.7);
  });

  it('is within 1.7 ulp where n changes, close to 0, where it reaches −1 and overflows', () => {
    const halves = Array.from({ length: 16 }, (_, n) => (2 * n + 1) * 0.5 * Math.LN2);
    const places = [...halves, 2 ** -25, 2 ** -24, 2 ** -12, 0.1, 0.37, 17.3, 88, 88.37, 88.72284];
    expect(worst(expm1, Math.expm1, around(places, takenRuns(2 ** 14)))).toBeLessThanOrEqual(1.7);
  });

  it('has the special values of Math.expm1', () => {
    const x = [0, -0, NaN, Infinity, -Infinity, 2 ** -149, -(2 ** -149), 2 ** -126, 89, -104, 3e38, -3e38];
    expect(valuesAt(expm1, x)).toEqual(x.map(value => Math.fround(Math.expm1(value))));
  });
});
