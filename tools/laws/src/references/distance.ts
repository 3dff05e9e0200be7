import type { Sizes, Tensor } from '@thalweg/tensor';
import { expect } from 'vitest';
import type { ConvolutionRow, ReferenceValue } from './convolution-row.ts';
import { numbersOf } from './numbers-of.ts';

const FIRST_SEED = 4;

/** Returns the largest difference of values from a row's numbers, as a share of the number, or of 1 if that is more. */
export function distance({ shapes, shape, output, gradients, second }: ConvolutionRow, found: readonly Tensor[]): number {
  const wanted: readonly (readonly [Sizes, ReferenceValue])[] = [
    [shape, output],
    ...[gradients, second].flatMap(values => values.map((value, of) => [shapes[of]!, value] as const)),
  ];
  expect(found.map(value => value.shape)).toEqual(wanted.map(([sizes]) => sizes));
  return Math.max(...wanted.map(([, value], n) => off(found[n]!, value)));
} // prettier-ignore

function off({ shape, data }: Tensor, value: ReferenceValue): number {
  const whole = 'data' in value;
  const wanted = whole ? value.data : value.sums;
  const numbers = whole ? Array.from(data) : wanted.map((_, n) => inner(data, numbersOf(shape, FIRST_SEED + n).data));
  expect(numbers.length).toBe(wanted.length);
  return numbers.reduce((most, number, n) => larger(most, Math.abs(number - wanted[n]!) / Math.max(1, Math.abs(wanted[n]!))), 0);
} // prettier-ignore

/** The larger of two; NaN if one is. */
function larger(a: number, b: number): number {
  return a >= b ? a : b;
}

function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((total, value, i) => total + value * b[i]!, 0);
}
