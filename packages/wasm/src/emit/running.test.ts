import { constant, cummax, cummin, cumprod, cumsum, gradient, logCumSumExp, sum, type Node } from '@thalweg/graph';
import { tensor, type Sizes } from '@thalweg/tensor';
import { describe, it } from 'vitest';
import { expectSameBits } from '../testing/both-ways.ts';
import { sized } from '../testing/sized.ts';

const shapes: readonly Sizes[] = [[1], [0], [17], [4, 5], [3, 0], [0, 3], [2, 5, 3], [300, 2]];

/** Both directions along an axis, with each element and without it. */
const ways = (axis: number) =>
  [false, true].flatMap(reverse => [false, true].map(exclusive => ({ axis, reverse, exclusive })));

describe('compiled running sums and products', () => {
  it.each(['float32', 'float64', 'int32'] as const)('of %s are the interpreter’s along any axis, both ways', dtype => {
    for (const shape of shapes)
      shape.forEach((_, axis) => {
        const x = sized(shape, dtype);
        expectSameBits(ways(axis).flatMap(options => [cumsum(x, options), cumprod(x, options)]));
      });
  });

  it('have the interpreter’s gradients, of products too', () => {
    for (const dtype of ['float32', 'float64'] as const)
      for (const shape of shapes)
        shape.forEach((_, axis) => {
          const x = sized(shape, dtype) as Node;
          expectSameBits(ways(axis).map(options => gradient(sum(cumprod(x, options)) as never, x)));
        });
  });

  it('keep in float64 what float32 would lose, and wrap past the largest int32', () => {
    expectSameBits([cumsum(constant([2 ** 24, 1, 1, 1, -(2 ** 24)]))]);
    const large = tensor(new Array<number>(9).fill(2 ** 30), { shape: [9], dtype: 'int32' });
    expectSameBits([cumsum(constant(large)), cumprod(constant(large))]);
    expectSameBits([cumprod(constant(tensor([65537, 65537, 3, -46341], { shape: [4], dtype: 'int32' })))]);
  });
});

describe('compiled running extremes', () => {
  const bothOf = (x: Node, axis: number): Node[] =>
    [false, true].flatMap(reverse => [cummax(x, { axis, reverse }), cummin(x, { axis, reverse })]).flatMap(({ values, indices }) => [values, indices]); // prettier-ignore

  it.each(['float32', 'float64', 'int32'] as const)('of %s are the interpreter’s along any axis, both ways', dtype => {
    for (const shape of shapes) shape.forEach((_, axis) => expectSameBits(bothOf(sized(shape, dtype) as Node, axis)));
  });

  it('have its rules for ties, zeros, infinities and NaN', () => {
    const wild = [NaN, 0, -0, Infinity, -Infinity, 1, 1];
    const triples = wild.flatMap(a => wild.flatMap(b => wild.map(c => [a, b, c])));
    const x = constant(tensor(triples.flat(), { shape: [triples.length, 3] })) as Node;
    expectSameBits([...bothOf(x, 1), ...bothOf(x, 0)]);
  });

  it('leave no part of a running logarithm of a sum to the interpreter', () => {
    expectSameBits([logCumSumExp(constant([[-Infinity, -Infinity], [0, Infinity]], { dtype: 'float64' }), { axis: 0 })]); // prettier-ignore
  });
});
