import { DataError } from '@thalweg/data';
import { ContractError, encodeSafetensors, tensor, type Tensor } from '@thalweg/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deltaCodec, fromEightBit, toEightBit } from './delta.ts';
import { averageOf } from './outer-step.ts';

const whole = {
  weight: tensor([[1, -2], [NaN, 0.1]]), // prettier-ignore
  count: tensor([3], { dtype: 'int32' }),
  flag: tensor([true, false]),
  scalar: tensor(5, { dtype: 'float64' }),
};

describe('deltaCodec', () => {
  it('keeps a delta to the last bit', () => {
    const delta = { examples: 320, last: true, tensors: whole };
    const { examples, last, tensors } = deltaCodec.decode(deltaCodec.encode(delta));
    expect({ examples, last }).toEqual({ examples: 320, last: true });
    expect(Object.keys(tensors).sort()).toEqual(Object.keys(whole).sort());
    for (const [name, value] of Object.entries(whole)) expect(String(tensors[name])).toBe(String(value));
  });

  it('keeps tensors in 8 bits, also those that are not finite', () => {
    const values = tensor([[1, -0.5, 0.25]]);
    const tensors = { fine: toEightBit(values), bad: toEightBit(tensor([NaN])), plain: values };
    const back = deltaCodec.decode(deltaCodec.encode({ examples: 1, last: false, tensors })).tensors;
    expect(back['fine']).toEqual(tensors.fine);
    expect(String(fromEightBit(back['fine'] as never))).toBe(String(fromEightBit(tensors.fine)));
    expect(Number.isNaN((back['bad'] as { scale: number }).scale)).toBe(true);
    expect((back['plain'] as Tensor).data).toEqual(values.data);
  });

  it('refuses bytes that are no delta', () => {
    expect(() => deltaCodec.decode(new Uint8Array(3))).toThrow(ContractError);
    expect(() => deltaCodec.decode(encodeSafetensors({}, {}))).toThrow(DataError);
    const eightBit = { w: { shape: [3], dtype: 'float32', scale: '1' } };
    const short = encodeSafetensors(
      { w: new Uint8Array(2) },
      { delta: JSON.stringify({ examples: 1, last: false, eightBit }) },
    );
    expect(() => deltaCodec.decode(short)).toThrow('a byte for each element');
  });
});

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

const number = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 });

it('is the weighted mean, rounded once', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(number, fc.integer({ min: 1, max: 1000 })), { minLength: 1, maxLength: 8 }), some => {
      const mean = averageOf(some.map(([value, examples]) => ({ value: tensor([value]), examples })));
      // Whole numbers of 2⁻¹⁴⁹ have no rounding errors.
      const exact = some.reduce((sum, [value, examples]) => sum + scaled(value) * BigInt(examples), 0n);
      const total = some.reduce((sum, [, examples]) => sum + examples, 0);
      const expected = Number(exact / BigInt(total)) / 2 ** 149;
      expect(Math.abs(mean.data[0]! - expected)).toBeLessThanOrEqual(Math.abs(expected) * 2 ** -23 + 1e-10);
    }),
  );
});

/** A float32 number in units of 2⁻¹⁴⁹. */
function scaled(value: number): bigint {
  return BigInt(value * 2 ** 149);
}

it('of one is that one, to the last bit', () => {
  const value = tensor([0.1, -3e-40, 7e37]);
  expect(averageOf([{ value, examples: 977 }]).data).toEqual(value.data);
});

it('of integers is the first', () => {
  const [value, other] = [tensor([3], { dtype: 'int32' }), tensor([8], { dtype: 'int32' })];
  expect(averageOf([{ value, examples: 1 }, { value: other, examples: 9 }])).toBe(value); // prettier-ignore
});
