import { takenRuns } from '@thalweg/drawn';
import { describe, expect, it } from 'vitest';
import { around, everyExponent } from '../testing/every-exponent.ts';
import { valuesAt, worst } from '../testing/worst.ts';
import { atan2 } from './angles.ts';

const BOUND = 2;

/** As many numbers of a column, their order mixed up with a fixed stride. */
function mixed(column: Float32Array, stride: number): Float32Array {
  return column.map((_, i) => column[Math.imul(i, stride) & (column.length - 1)]!);
}

describe('atan2 of four lanes', () => {
  it('is within 2 ulp over all exponents of both', () => {
    const y = everyExponent(takenRuns(2048));
    expect(worst(atan2, Math.atan2, y, mixed(y, 40503))).toBeLessThanOrEqual(BOUND);
    expect(worst(atan2, Math.atan2, y, mixed(y, 2047))).toBeLessThanOrEqual(BOUND);
  });

  it.each([1, -1, 3, -1e30])('is within 2 ulp where the other coordinate is %s', x => {
    const y = everyExponent(takenRuns(512));
    expect(worst(atan2, Math.atan2, y, new Float32Array(y.length).fill(x))).toBeLessThanOrEqual(BOUND);
    expect(worst(atan2, Math.atan2, new Float32Array(y.length).fill(x), y)).toBeLessThanOrEqual(BOUND);
  });

  it('is within 2 ulp from octant to octant', () => {
    const y = around([0.1, 0.25, 0.5, 0.75, 1, Math.SQRT2, 2, 4], takenRuns(2 ** 14));
    for (const x of [1, -1])
      expect(worst(atan2, Math.atan2, y, new Float32Array(y.length).fill(x))).toBeLessThanOrEqual(BOUND);
  });

  it('has the special values of Math.atan2, for every pair of them', () => {
    const ends = [0, 2 ** -149, 2 ** -126, 1, Math.fround(3e38), Infinity];
    const one = [...ends, ...ends.map(value => -value), NaN];
    const [y, x] = [one.flatMap(a => one.map(() => a)), one.flatMap(() => one)];
    valuesAt(atan2, y, x).forEach((value, i) => {
      const exact = Math.fround(Math.atan2(y[i]!, x[i]!));
      if (exact === 0 || Number.isNaN(exact)) expect(value).toBe(exact);
      else expect(Math.abs(value - exact)).toBeLessThanOrEqual(2 ** -22 * Math.abs(exact) + 2 ** -149);
    });
  });
});
