import { takenRuns } from '@thalweg/drawn';
import { describe, expect, it } from 'vitest';
import { around, everyExponent } from '../testing/every-exponent.ts';
import { valuesAt, worst } from '../testing/worst.ts';
import { log1p } from './log1p.ts';

describe('log1p of four lanes', () => {
  it('is within 1 ulp over all exponents', () => {
    expect(worst(log1p, Math.log1p, everyExponent(takenRuns(2048)))).toBeLessThanOrEqual(1);
  });

  it('is within 1 ulp close to 0, around its changes of exponent and close to −1', () => {
    const places = [2 ** -24, 2 ** -23, 2 ** -12, 0.01, 0.2929, 0.4142, 0.5, 1, 1.8284, 2 ** 23, 2 ** 24, 1 - 2 ** -20];
    expect(worst(log1p, Math.log1p, around(places, takenRuns(2 ** 15)))).toBeLessThanOrEqual(1);
  });

  it('has the special values of Math.log1p', () => {
    const x = [0, -0, NaN, Infinity, -Infinity, -1, -1.5, -3e38, 2 ** -149, -(2 ** -149), 2 ** -126];
    expect(valuesAt(log1p, x)).toEqual(x.map(value => Math.fround(Math.log1p(value))));
  });
});
