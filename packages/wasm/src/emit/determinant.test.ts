import { determinant, input, log, logDeterminant, abs } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { describe, it } from 'vitest';
import { expectSameBits } from '../testing/both-ways.ts';
import { squares } from '../testing/matrices.ts';

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
