import { input, triangularSolve, type Node } from '@thalweg/graph';
import { tensor, type Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { expectSameBits, failureOf, passOf } from '../testing/both-ways.ts';
import { sized } from '../testing/sized.ts';
import { wasm } from '../wasm.ts';

const cases: readonly (readonly [Sizes, Sizes])[] = [
  [[1, 1], [1]],
  [[2, 2], [2, 3]],
  [[6, 6], [6]],
  [[9, 9], [9, 4]],
  [[0, 0], [0, 2]],
  [[3, 3], [3, 0]],
  [[4, 3, 3], [3]],
  [[3, 3], [2, 3, 2]],
  [[2, 1, 3, 3], [4, 3, 2]],
]; // prettier-ignore

const flags = [false, true];
const triangles = flags.flatMap(lower =>
  flags.flatMap(transpose => flags.map(unitDiagonal => ({ lower, transpose, unitDiagonal }))),
);

describe('compiled solutions of triangular systems', () => {
  it.each(['float32', 'float64'] as const)('of %s have the interpreter’s bits, for every triangle', dtype => {
    for (const [a, b] of cases) {
      const [left, right] = [sized(a, dtype) as Node, sized(b, dtype) as Node];
      expectSameBits(triangles.map(triangle => triangularSolve(left, right, triangle)));
    }
  });

  it('use the same code for any number of systems', () => {
    const a = input('a', ['batch', 2, 2]);
    const pass = (...tops: number[]) => [[a, tops.map(top => [[top, 7], [1, 2]])]] as const; // prettier-ignore
    expectSameBits([triangularSolve(a, sized([2, 3]) as Node)], pass(1, 2, 3), pass(4, NaN), pass(6), pass(7, 8, 9));
  });

  it('have the interpreter’s error for a 0 on a diagonal, unless it does not count', () => {
    const a = input('a', ['batch', 2, 2]);
    const fed = [[a, tensor([1, 2, 3, 4, 0, 2, 2, 4], { shape: [2, 2, 2], dtype: 'float32' })]] as const;
    const b = sized([2]) as Node;
    const message = failureOf(() => passOf([triangularSolve(a, b)], fed));
    expect(message).toContain('must have no zeros on their diagonals, got the pivot 0 in row 0 of matrix [1]');
    expect(failureOf(() => passOf([triangularSolve(a, b)], fed, wasm()))).toBe(message);
    expectSameBits([triangularSolve(a, b, { unitDiagonal: true })], fed);
  });
});
