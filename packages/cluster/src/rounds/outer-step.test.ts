import { tensor } from '@thalweg/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { averageOf } from './outer-step.ts';

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
