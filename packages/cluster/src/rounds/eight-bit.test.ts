import { tensor } from '@thalweg/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromEightBit, toEightBit } from './eight-bit.ts';

const floats = fc.float32Array({
  noNaN: true,
  noDefaultInfinity: true,
  min: Math.fround(-1e30),
  max: Math.fround(1e30),
  maxLength: 50,
});

describe('8 bits', () => {
  it('are off by at most half a step, a 254th of the largest magnitude', () => {
    fc.assert(
      fc.property(floats, values => {
        const { data } = fromEightBit(toEightBit(tensor(values)));
        const largest = Math.max(0, ...values.map(Math.abs));
        // Rounding to float32 adds a little, and more among the smallest numbers.
        const bound = (largest / 254) * (1 + 1e-5) + 2e-45;
        values.forEach((value, i) => expect(Math.abs(data[i]! - value)).toBeLessThanOrEqual(bound));
      }),
    );
  });

  it('do not overflow next to the smallest numbers', () => {
    for (let k = 100; k < 260; k++) {
      const [largest] = toEightBit(tensor([k * 2 ** -1074], { dtype: 'float64' })).steps;
      expect(largest).toBeGreaterThan(0);
    }
  });

  it('keep zeros, the largest magnitude, shape and dtype', () => {
    const kept = fromEightBit(toEightBit(tensor([[0, -2], [1, 2]], { dtype: 'float64' }))); // prettier-ignore
    expect([kept.shape, kept.dtype]).toEqual([[2, 2], 'float64']);
    expect([...kept.data]).toEqual([0, -2, 64 * (2 / 127), 2]);
    expect([...fromEightBit(toEightBit(tensor([0, 0]))).data]).toEqual([0, 0]);
    expect(fromEightBit(toEightBit(tensor(new Float32Array(0)))).size).toBe(0);
  });

  it.each([NaN, Infinity, -Infinity])('show a value that is not finite: %d', value => {
    expect([...fromEightBit(toEightBit(tensor([1, value, 2]))).data]).toEqual([NaN, NaN, NaN]);
  });
});
