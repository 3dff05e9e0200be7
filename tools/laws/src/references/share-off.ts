import type { Tensor } from '@thalweg/tensor';
import { expect } from 'vitest';
import type { ReferenceValue } from './convolution-row.ts';
import { numbersOf } from './numbers-of.ts';

/**
 * Returns the largest difference of a value from reference numbers, as a share of the number, or of 1 if that is more. Inner
 * products are those with `numbersOf(shape, seed)` for the seeds from the first one on.
 */
export function shareOff({ shape, data }: Tensor, value: ReferenceValue, firstSeed: number): number {
  const whole = 'data' in value;
  const wanted = whole ? value.data : value.sums;
  const numbers = whole ? Array.from(data) : wanted.map((_, n) => inner(data, numbersOf(shape, firstSeed + n).data));
  expect(numbers.length).toBe(wanted.length);
  // Math.max is NaN if one of them is.
  return numbers.reduce(
    (most, number, n) => Math.max(most, Math.abs(number - wanted[n]!) / Math.max(1, Math.abs(wanted[n]!))),
    0,
  );
}

function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((total, value, i) => total + value * b[i]!, 0);
}
