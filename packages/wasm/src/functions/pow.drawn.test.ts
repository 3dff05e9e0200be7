import { takenRuns } from '@thalweg/drawn';
import { describe, expect, it } from 'vitest';
import { around, everyExponent } from '../testing/every-exponent.ts';
import { valuesAt, worst } from '../testing/worst.ts';
import { pow } from './pow.ts';

const BOUND = 0.6;

/** As many numbers of a column, their order mixed up with a fixed stride. */
function mixed(column: Float32Array, stride: number): Float32Array {
  return column.map((_, i) => column[Math.imul(i, stride) & (column.length - 1)]!);
}

describe('pow of four lanes', () => {
  it('is within its bound over all exponents of both', () => {
    const x = everyExponent(takenRuns(2048));
    expect(worst(pow, Math.pow, x, mixed(x, 40503))).toBeLessThanOrEqual(BOUND);
  });

  it('is within its bound where the result neither overflows nor vanishes', () => {
    const x = everyExponent(takenRuns(2048)).map(Math.abs);
    const y = x.map((value, i) => ((i % 2999) / 2999 - 0.5) * 2 * Math.min(1e30, 128 / Math.abs(Math.log2(value))));
    expect(worst(pow, Math.pow, x, y)).toBeLessThanOrEqual(BOUND);
  });

  it('is within its bound close to 1, with huge exponents', () => {
    const x = around([1, 1.0001, Math.SQRT2, Math.SQRT1_2, 2], takenRuns(2 ** 16)).map(Math.abs);
    const y = x.map((value, i) => ((i % 1009) / 1009 - 0.5) * 2 * Math.min(1e30, 149 / Math.abs(Math.log2(value))));
    expect(worst(pow, Math.pow, x, y)).toBeLessThanOrEqual(BOUND);
  });

  it.each([-3, -2, -1, -0.5, 0.5, 1, 2, 3, 10, 1 / 3])('is within its bound to the power of %s', power => {
    const x = everyExponent(takenRuns(256));
    expect(worst(pow, Math.pow, x, new Float32Array(x.length).fill(power))).toBeLessThanOrEqual(BOUND);
  });

  it('gives small whole powers without an error', () => {
    const pairs = Array.from({ length: 200 }, (_, i) => [(i % 20) - 10, Math.floor(i / 40)] as const);
    const [x, y] = [pairs.map(pair => pair[0]), pairs.map(pair => pair[1])];
    expect(valuesAt(pow, x, y)).toEqual(pairs.map(([a, b]) => Math.pow(a, b)));
  });

  it('sees that the largest odd number is odd', () => {
    expect(valuesAt(pow, [-1, -1, -1], [2 ** 24 - 1, 2 ** 24, 2 ** 23 - 0.5])).toEqual([-1, 1, NaN]);
  });

  it('has the special values of IEEE 754, for every pair of them', () => {
    // JavaScript has them all but these: 1 to any power and −1 to the power of ±∞ are 1.
    const ieee = (a: number, b: number): number =>
      a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : Math.pow(a, b);
    const ends = [0, 2 ** -149, 0.5, 1, 1.5, 2, 3, 2 ** 24, 3e38, Infinity];
    const one = [...ends, ...ends.map(value => -value), NaN].map(Math.fround);
    const [x, y] = [one.flatMap(a => one.map(() => a)), one.flatMap(() => one)];
    expect(valuesAt(pow, x, y)).toEqual(x.map((a, i) => Math.fround(ieee(a, y[i]!))));
  });
});
