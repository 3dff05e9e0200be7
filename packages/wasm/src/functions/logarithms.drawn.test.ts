import { takenRuns } from '@thalweg/drawn';
import { describe, expect, it } from 'vitest';
import { around, everyExponent } from '../testing/every-exponent.ts';
import { valuesAt, worst } from '../testing/worst.ts';
import { log, log10, log1p, log2 } from './logarithms.ts';

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

describe.each([
  ['log2', log2, Math.log2],
  ['log10', log10, Math.log10],
] as const)('%s of four lanes', (_, write, exact) => {
  it('is within 0.51 ulp over all exponents', () => {
    expect(worst(write, exact, everyExponent(takenRuns(2048)))).toBeLessThanOrEqual(0.51);
  });

  it('is within 0.51 ulp around 1, around its change of exponent and where numbers become subnormal', () => {
    const places = [1, Math.SQRT2, Math.SQRT1_2, 2, 0.5, 10, 1000, 2 ** -126, 2 ** -149];
    expect(worst(write, exact, around(places, takenRuns(2 ** 15)))).toBeLessThanOrEqual(0.51);
  });

  it('has the special values of Math, with ordinary numbers beside them', () => {
    const x = [0, 2, -0, 4, NaN, 1, Infinity, 8, -Infinity, -1, -1e-45, 2 ** -149, 1, 1, 1, 1];
    expect(valuesAt(write, x)).toEqual(x.map(value => Math.fround(exact(value))));
  });
});

it('log2 of all powers of 2 and log10 of all powers of 10 that float32 holds are whole', () => {
  const two = Array.from({ length: 277 }, (_, n) => n - 149);
  const ten = Array.from({ length: 11 }, (_, n) => n);
  expect(valuesAt(log2, two.map(n => 2 ** n))).toEqual(two); // prettier-ignore
  expect(valuesAt(log10, ten.map(n => 10 ** n))).toEqual(ten); // prettier-ignore
});
