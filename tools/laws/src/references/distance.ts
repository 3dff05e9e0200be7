import type { Sizes, Tensor } from '@thalweg/tensor';
import { expect } from 'vitest';
import { numbersOf } from './numbers-of.ts';

const FIRST_SEED = 4;

/** Numbers by PyTorch: each of them, or their inner products with `numbersOf(shape, seed)` for the seeds from 4. */
export type ReferenceValue = { readonly data: readonly number[] } | { readonly sums: readonly number[] };

/** The numbers of an output, and of its first and second derivatives by values of some shapes. */
interface Wanted {
  readonly shapes: readonly Sizes[];
  readonly shape: Sizes;
  readonly output: ReferenceValue;
  readonly gradients: readonly ReferenceValue[];
  readonly second: readonly ReferenceValue[];
}

/** Returns the largest difference of values from a row's numbers, as a share of the number, or of 1 if that is more. */
export function distance({ shapes, shape, output, gradients, second }: Wanted, found: readonly Tensor[]): number {
  const wanted: readonly (readonly [Sizes, ReferenceValue])[] = [
    [shape, output],
    ...[gradients, second].flatMap(values => values.map((value, of) => [shapes[of]!, value] as const)),
  ];
  expect(found.map(value => value.shape)).toEqual(wanted.map(([sizes]) => sizes));
  return wanted.reduce((most, [, value], n) => Math.max(most, shareOff(found[n]!, value, FIRST_SEED)), 0);
} // prettier-ignore

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
