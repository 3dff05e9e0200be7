import { abs, cholesky, determinant, input, log, logDeterminant } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { expectSameBits, failureOf, passOf } from '../testing/both-ways.ts';
import { definite, squares } from '../testing/matrices.ts';
import { wasm } from '../wasm.ts';

describe('compiled Cholesky factors', () => {
  it.each(['float32', 'float64'] as const)('of %s have the interpreter’s bits', dtype => {
    for (const shape of [
      [1, 1],
      [2, 2],
      [3, 3],
      [8, 8],
      [17, 17],
      [0, 0],
      [4, 3, 3],
      [2, 0, 3, 3],
      [2, 3, 5, 5],
    ])
      expectSameBits([cholesky(definite(shape, dtype))]);
  });

  it('use the same code for any number of matrices', () => {
    const a = input('a', ['batch', 2, 2]);
    const batch = (...tops: number[]) => [[a, tops.map(top => [[top, 1], [1, 2]])]] as const; // prettier-ignore
    expectSameBits([cholesky(a)], batch(1, 2, 3), batch(4, 5), batch(6), batch(7, 8, 9, 10));
  });

  it('keep NaN, and have the interpreter’s error for matrices that are not positive definite', () => {
    const a = input('a', ['batch', 2, 2]);
    const fed = (value: number) =>
      [[a, tensor([4, 2, 2, 5, 1, 2, 2, value], { shape: [2, 2, 2], dtype: 'float32' })]] as const;
    expectSameBits([cholesky(a)], fed(NaN), fed(Infinity), fed(7));
    for (const value of [4, 3, -Infinity, -0]) {
      const message = failureOf(() => passOf([cholesky(a)], fed(value)));
      expect(message).toContain('cholesky: matrices must be positive definite, got the pivot ');
      expect(message).toContain(' in row 1 of matrix [1]');
      expect(failureOf(() => passOf([cholesky(a)], fed(value), wasm()))).toBe(message);
    }
  });
});

describe('compiled determinants', () => {
  it.each(['float32', 'float64'] as const)('of %s have the interpreter’s bits, and so have logarithms', dtype => {
    for (const shape of [
      [1, 1],
      [2, 2],
      [3, 3],
      [8, 8],
      [17, 17],
      [0, 0],
      [4, 3, 3],
      [2, 0, 3, 3],
      [2, 3, 5, 5],
    ]) {
      const a = squares(shape, dtype);
      const { sign, logAbsDet } = logDeterminant(a);
      expectSameBits([determinant(a), sign, logAbsDet]);
    }
  });

  it('of singular matrices, NaN and infinities are the same too, beside another logarithm', () => {
    const a = input('a', ['batch', 2, 2], 'float64');
    const { sign, logAbsDet } = logDeterminant(a);
    const wild = [0, -0, NaN, Infinity, -Infinity, 1, 2, -4, 5e-324];
    const pairs = wild.flatMap(x => wild.map(y => [x, 2, 2, y]));
    const fed = (count: number) =>
      [[a, tensor(pairs.slice(-count).flat(), { shape: [count, 2, 2], dtype: 'float64' })]] as const;
    expectSameBits([determinant(a), sign, logAbsDet, log(abs(determinant(a)))], fed(pairs.length), fed(5), fed(1));
  });
});
