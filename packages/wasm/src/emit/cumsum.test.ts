import { constant, cumsum } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { describe, it } from 'vitest';
import { expectSameBits } from '../testing/both-ways.ts';
import { sized } from '../testing/sized.ts';

describe('compiled running sums', () => {
  it.each(['float32', 'float64', 'int32'] as const)('of %s are the interpreter’s along any axis, both ways', dtype => {
    for (const shape of [[1], [0], [17], [4, 5], [3, 0], [0, 3], [2, 5, 3], [300, 2]])
      shape.forEach((_, axis) => {
        const x = sized(shape, dtype);
        expectSameBits([cumsum(x, { axis }), cumsum(x, { axis, reverse: true })]);
      });
  });

  it('keep in float64 what float32 would lose, and wrap past the largest int32', () => {
    expectSameBits([cumsum(constant([2 ** 24, 1, 1, 1, -(2 ** 24)]))]);
    const large = tensor(new Array<number>(9).fill(2 ** 30), { shape: [9], dtype: 'int32' });
    expectSameBits([cumsum(constant(large))]);
  });
});
