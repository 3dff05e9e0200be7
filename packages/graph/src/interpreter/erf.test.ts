import { describe, expect, it } from 'vitest';
import { erf } from './erf.ts';

/** What Python's `math.erf` gives: around the ends of intervals, near 0, and far out. */
const known: readonly (readonly [x: number, erf: number])[] = [
  [1e-300, 1.1283791670955126e-300],
  [1e-20, 1.1283791670955125e-20],
  [1e-8, 1.1283791670955126e-8],
  [0.001, 0.0011283787909692365],
  [0.1, 0.1124629160182849],
  [0.25, 0.2763263901682369],
  [0.46875, 0.49261347321793797],
  [0.46876, 0.4926225311068465],
  [0.5, 0.5204998778130465],
  [0.75, 0.7111556336535151],
  [1, 0.8427007929497149],
  [1.5, 0.9661051464753108],
  [2, 0.9953222650189527],
  [2.5, 0.999593047982555],
  [3, 0.9999779095030014],
  [3.999, 0.9999999844552505],
  [4, 0.9999999845827421],
  [4.5, 0.9999999998033839],
  [5, 0.9999999999984626],
  [5.5, 0.9999999999999927],
  [5.9, 0.9999999999999999],
  [6, 1],
  [7.5, 1],
  [30, 1],
];

describe('the error function', () => {
  it('has all the digits that Python has, on both sides of 0', () => {
    for (const [x, value] of known) {
      expect(Math.abs(erf(x) / value - 1), `of ${x}`).toBeLessThanOrEqual(4e-16);
      expect(erf(-x)).toBe(-erf(x));
    }
  });

  it('grows, also from one interval to the next', () => {
    for (const border of [0.46875, 4, 6]) {
      const around = [-2e-6, -1e-6, 0, 1e-6, 2e-6].map(step => erf(border + step));
      expect([...around].sort((a, b) => a - b)).toEqual(around);
    }
  });

  it('is ±1 at ±∞, NaN of NaN, and keeps the sign of 0', () => {
    expect([Infinity, -Infinity, NaN, 0, -0, 1e300, -1e300].map(erf)).toEqual([1, -1, NaN, 0, -0, 1, -1]);
  });

  it('of the smallest numbers is 2/√π of them', () => {
    expect(erf(2 ** -1000) / 2 ** -1000).toBeCloseTo(2 / Math.sqrt(Math.PI), 15);
    expect(erf(Number.MIN_VALUE)).toBe(Number.MIN_VALUE);
  });
});
