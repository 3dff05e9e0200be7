import { takenRuns } from '@thalweg/drawn';
import { erf as interpreted } from '@thalweg/graph/engine';
import { describe, expect, it } from 'vitest';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import type { VectorFunction } from '../lowering/instruction-code.ts';
import { around, everyExponent } from '../testing/every-exponent.ts';
import { valuesAt, worst } from '../testing/worst.ts';
import { erf, exp, expm1, tanh } from './exponentials.ts';

describe('exp of four lanes', () => {
  it('is within 1.1 ulp over all exponents', () => {
    expect(worst(exp, Math.exp, everyExponent(takenRuns(2048)))).toBeLessThanOrEqual(1.1);
  });

  it('is within 1.1 ulp where n changes, where results become subnormal, 0 or ∞', () => {
    const halves = Array.from({ length: 64 }, (_, n) => (2 * n + 1) * 0.5 * Math.LN2);
    const places = [...halves, 87.33655, 88.72284, 103.27893, 103.97208];
    expect(worst(exp, Math.exp, around(places))).toBeLessThanOrEqual(1.1);
  });

  it('has the special values of Math.exp', () => {
    const x = [0, -0, NaN, Infinity, -Infinity, 1e-45, -1e-45, 89, -104, 3e38, -3e38];
    expect(valuesAt(exp, x)).toEqual(x.map(value => Math.fround(Math.exp(value))));
  });

  it('gives a logistic function within 2.5 ulp until e⁻ˣ overflows, and 0 from there on', () => {
    const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
    const points = everyExponent(takenRuns(2048)).map(x => Math.max(x, -88.7));
    const write: VectorFunction = f => {
      const x = f.local('v128');
      f.set(x).f32x4(1).f32x4(1).get(x).op(f32x4.neg);
      exp(f);
      f.op(f32x4.add).op(f32x4.div);
    };
    expect(worst(write, logistic, points)).toBeLessThanOrEqual(2.5);
    expect(worst(write, logistic, around([1, 10, 17, 80, 88]))).toBeLessThanOrEqual(2.5);
    expect(valuesAt(write, [-89, -Infinity, Infinity, NaN, 0])).toEqual([0, 0, 1, NaN, 0.5]);
  });
});

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
