import { takenRuns } from '@thalweg/drawn';
import { describe, expect, it } from 'vitest';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import { around, everyExponent } from '../testing/every-exponent.ts';
import { valuesAt, worst } from '../testing/worst.ts';
import { exp } from './exp.ts';
import type { VectorFunction } from './vector-function.ts';

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
