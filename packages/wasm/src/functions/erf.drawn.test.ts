import { takenRuns } from '@thalweg/drawn';
import { erf as interpreted } from '@thalweg/graph/engine';
import { describe, expect, it } from 'vitest';
import { around, everyExponent } from '../testing/every-exponent.ts';
import { valuesAt, worst } from '../testing/worst.ts';
import { erf } from './erf.ts';

describe('erf of four lanes', () => {
  it('is within 1.4 ulp over all exponents', () => {
    expect(worst(erf, interpreted, everyExponent(takenRuns(2048)))).toBeLessThanOrEqual(1.4);
  });

  it('is within 1.4 ulp where its intervals meet, at changes of n and where it reaches 1', () => {
    const places = [0.25, 0.4769363, 0.5, 0.7, 0.9, 1, 1.05, 1.1, 1.2, 1.5, 2, 2.5, 3, 3.5, 3.8325, 3.92, 4, 6];
    expect(worst(erf, interpreted, around(places, takenRuns(2 ** 15)))).toBeLessThanOrEqual(1.4);
  });

  it('is odd, keeps the sign of 0, and is ±1 far out', () => {
    expect(valuesAt(erf, [0, -0, NaN, Infinity, -Infinity, 5, -5, 3e38])).toEqual([0, -0, NaN, 1, -1, 1, -1, 1]);
    const x = [2 ** -149, -(2 ** -149)];
    expect(valuesAt(erf, x)).toEqual(x.map(value => Math.fround(interpreted(value))));
  });
});
