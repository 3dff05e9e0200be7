import { gradient, input, inverse, mul, solve, sum, type Node } from '@thalweg/graph';
import { tensor, type Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { expectSameBits, failureOf, passOf } from '../testing/both-ways.ts';
import { squares } from '../testing/matrices.ts';
import { sized } from '../testing/sized.ts';
import { wasm } from '../wasm.ts';

/** Shapes of matrices and of right-hand sides. */
const cases: readonly (readonly [Sizes, Sizes])[] = [
  [[1, 1], [1]],
  [[2, 2], [2, 3]],
  [[5, 5], [5, 2]],
  [[16, 16], [16]],
  [[33, 33], [33, 5]],
  [[0, 0], [0, 2]],
  [[3, 3], [3, 0]],
  [[4, 3, 3], [3]],
  [[3, 3], [2, 3, 2]],
  [[2, 1, 3, 3], [4, 3, 2]],
  [[0, 3, 3], [3, 1]],
]; // prettier-ignore

describe('compiled solutions', () => {
  it.each(['float32', 'float64'] as const)('of %s have the interpreter’s bits, also of the transpose', dtype => {
    for (const [a, b] of cases) {
      const [left, right] = [squares(a, dtype), sized(b, dtype) as Node];
      expectSameBits([solve(left, right), solve(left, right, { transpose: true }), inverse(left)]);
    }
  });

  it('use the same code for any number of systems, with one matrix or many', () => {
    const a = input('a', ['batch', 2, 2], 'float64');
    const b = input('b', ['batch', 2, 3], 'float64');
    const outputs = [solve(a, b), solve(squares([2, 2], 'float64'), b), solve(a, squares([2, 2], 'float64'))];
    const pass = (count: number) =>
      [[a, squared(count)], [b, tensor(numbersOf(6 * count), { shape: [count, 2, 3], dtype: 'float64' })]] as const; // prettier-ignore
    expectSameBits(outputs, pass(3), pass(5), pass(1), pass(2), pass(0));
  });

  it('also of axes that broadcast, whatever sizes come in which pass', () => {
    const a = input('a', ['batch', 2, 2], 'float64');
    const b = input('b', ['group', 1, 2, 3], 'float64');
    const pass = (batch: number, group: number) =>
      [[a, squared(batch)], [b, tensor(numbersOf(6 * group), { shape: [group, 1, 2, 3], dtype: 'float64' })]] as const; // prettier-ignore
    expectSameBits([solve(a, b)], pass(3, 2), pass(4, 2), pass(3, 5), pass(1, 2), pass(2, 1));
  });

  it('keep NaN and infinities', () => {
    const a = input('a', [3, 3], 'float64');
    for (const place of [0, 1, 4, 5, 8])
      expectSameBits(
        [solve(a, squares([3, 3], 'float64'))],
        ...[NaN, Infinity, -Infinity, -0, 5e-324].map(
          value => [[a, tensor(numbersOf(9).map((x, i) => (i === place ? value : x)), { shape: [3, 3] })]] as const,
        ),
      );
  }); // prettier-ignore

  it('have the interpreter’s error for a singular matrix, and for that of a gradient', () => {
    const a = input('a', ['batch', 2, 2]);
    const fed = [[a, tensor([1, 2, 3, 4, 1, 2, 2, 4], { shape: [2, 2, 2], dtype: 'float32' })]] as const;
    const x = solve(a, squares([2, 1], 'float32'));
    const message = failureOf(() => passOf([x], fed));
    expect(message).toContain('solve: matrices must not be singular, got the pivot 0 in row 1 of matrix [1]');
    expect(failureOf(() => passOf([x], fed, wasm()))).toBe(message);
    const slope = gradient(sum(mul(x, x)), a);
    expect(failureOf(() => passOf([slope], fed, wasm()))).toBe(message);
  });
});

function numbersOf(count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.cos(3 * i) + i / 7);
}

function squared(count: number) {
  return tensor(numbersOf(4 * count), { shape: [count, 2, 2], dtype: 'float64' });
}
