import { takenRuns } from '@thalweg/drawn';
import { describe, expect, it } from 'vitest';
import { around, everyExponent } from '../testing/every-exponent.ts';
import { valuesAt, worst } from '../testing/worst.ts';
import { tanh } from './tanh.ts';

describe('tanh of four lanes', () => {
  it('is within 1.4 ulp over all exponents', () => {
    expect(worst(tanh, Math.tanh, everyExponent(takenRuns(2048)))).toBeLessThanOrEqual(1.4);
  });

  it('is within 1.4 ulp around its border, at changes of exponent and where it reaches 1', () => {
    const halves = Array.from({ length: 12 }, (_, n) => (2 * n + 1) * 0.25 * Math.LN2);
    const places = [...halves, 0.1, 0.3, 0.5, 0.6, 0.625, 0.65, 8.3, 9.0109];
    expect(worst(tanh, Math.tanh, around(places, takenRuns(2 ** 15)))).toBeLessThanOrEqual(1.4);
  });

  it('has the special values of Math.tanh', () => {
    const x = [0, -0, NaN, Infinity, -Infinity, 2 ** -149, -(2 ** -149), 10, -10, 3e38];
    expect(valuesAt(tanh, x)).toEqual(x.map(value => Math.fround(Math.tanh(value))));
  });
});
