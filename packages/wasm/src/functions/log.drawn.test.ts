import { takenRuns } from '@thalweg/drawn';
import { describe, expect, it } from 'vitest';
import { around, everyExponent } from '../testing/every-exponent.ts';
import { valuesAt, worst } from '../testing/worst.ts';
import { log } from './log.ts';

describe('log of four lanes', () => {
  it('is within 1 ulp over all exponents', () => {
    expect(worst(log, Math.log, everyExponent(takenRuns(2048)))).toBeLessThanOrEqual(1);
  });

  it('is within 1 ulp around 1, around its change of exponent and where numbers become subnormal', () => {
    const places = [1, Math.SQRT2, Math.SQRT1_2, 2, 0.5, 1.4, 0.72, 2 ** -126, 2 ** -149];
    expect(worst(log, Math.log, around(places, takenRuns(2 ** 16)))).toBeLessThanOrEqual(1);
  });

  it('has the special values of Math.log, with ordinary numbers beside them', () => {
    const x = [0, 2, -0, 3, NaN, 1, Infinity, 5, -Infinity, -1, -1e-45, 1e-45, 1, 1, 1, 1];
    expect(valuesAt(log, x)).toEqual(x.map(value => Math.fround(Math.log(Math.fround(value)))));
  });
});
