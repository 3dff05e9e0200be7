import { takenRuns } from '@thalweg/drawn';
import { describe, expect, it } from 'vitest';
import { everyExponent } from '../testing/every-exponent.ts';
import { evaluate } from '../testing/lanes.ts';
import { valuesAt } from '../testing/worst.ts';
import { fmod } from './fmod.ts';

/** The largest difference from the remainder of JavaScript, which is exact; the sign of a 0 counts. */
function firstWrong(x: Float32Array, y: Float32Array): readonly [number, number, number] | undefined {
  const found = evaluate(fmod, x, y);
  const at = found.findIndex((value, i) => !Object.is(value, x[i]! % y[i]!));
  return at < 0 ? undefined : [x[at]!, y[at]!, found[at]!];
}

/** A column in another order, by a fixed stride. */
function mixed(column: Float32Array, stride: number): Float32Array {
  return column.map((_, i) => column[Math.imul(i, stride) & (column.length - 1)]!);
}

describe('fmod of four lanes', () => {
  it('is exact over all exponents of both, up to quotients of 2²⁷⁷', () => {
    const x = everyExponent(takenRuns(1024));
    for (const stride of [40503, 7919, 1]) expect(firstWrong(x, mixed(x, stride))).toBeUndefined();
  });

  it('is exact where the quotient is close to a whole number', () => {
    const y = everyExponent(takenRuns(512));
    for (const times of [1, 2, 3, 7, 1000, 2 ** 23 - 1, 1e12, 3e30]) {
      const multiples = y.map(value => value * times);
      expect(firstWrong(multiples, y)).toBeUndefined();
      const bits = new Int32Array(multiples.slice().buffer);
      for (const step of [-1, 1]) {
        const beside = new Float32Array(bits.map(value => value + step).buffer);
        expect(firstWrong(beside, y)).toBeUndefined();
      }
    }
  });

  it('has the special values of JavaScript, for every pair of them', () => {
    const ends = [0, 2 ** -149, 2 ** -126, 0.5, 1, 3, 2 ** 24, Math.fround(3e38), Infinity];
    const one = [...ends, ...ends.map(value => -value), NaN];
    const [x, y] = [one.flatMap(a => one.map(() => a)), one.flatMap(() => one)];
    expect(valuesAt(fmod, x, y)).toEqual(x.map((a, i) => a % y[i]!));
  });
});
