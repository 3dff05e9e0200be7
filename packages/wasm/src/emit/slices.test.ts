import { concat, gradient, input, mul, slice, sum, type Node, type SliceOptions } from '@thalweg/graph';
import { tensor, type Sizes } from '@thalweg/tensor';
import { describe, it } from 'vitest';
import { expectSameBits, numbers } from '../testing/both-ways.ts';
import { sized } from '../testing/sized.ts';

const dtypes = ['float32', 'float64', 'int32', 'bool'] as const;

const slices: readonly (readonly [shape: Sizes, options: SliceOptions])[] = [
  [[9], { axis: 0, from: 2, to: 7 }],
  [[9], { axis: 0, from: 2, to: 2 }],
  [[9], { axis: 0, step: -1 }],
  [[9], { axis: 0, from: 1, step: 3 }],
  [[4, 5], { axis: 0, from: 1, to: 3 }],
  [[4, 5], { axis: 1, from: -2 }],
  [[4, 5], { axis: 1, step: -2 }],
  [[2, 6, 3], { axis: 1, from: 4, to: 1, step: -1 }],
  [[2, 6, 3], { axis: 1, from: 1, step: 2 }],
  [[0, 3], { axis: 0 }],
  [[3, 0], { axis: 0, step: 2 }],
  [[5, 200], { axis: 0, from: 1, step: 3 }],
];

/** Shapes that fit end to end along an axis. */
const rows: readonly (readonly [axis: number, shapes: readonly Sizes[]])[] = [
  [0, [[3], [1], [0], [6]]],
  [0, [[2, 3], [1, 3]]],
  [1, [[2, 3], [2, 1], [2, 4]]],
  [1, [[2, 1, 5], [2, 3, 5]]],
  [1, [[0, 2], [0, 1]]],
  [0, [[4, 7]]],
]; // prettier-ignore

const weighed = (x: Node): Node<readonly []> =>
  sum(mul(x, sized(x.shape as Sizes, x.dtype))) as Node as Node<readonly []>;

describe('compiled windows', () => {
  it.each(dtypes)('slice %s as the interpreter does', dtype => {
    for (const [shape, options] of slices) expectSameBits([slice(sized(shape, dtype), options)]);
  });

  it.each(dtypes)('lay values of %s end to end, one of them twice', dtype => {
    for (const [axis, shapes] of rows) {
      const parts = shapes.map(shape => sized(shape, dtype));
      expectSameBits([concat(parts, { axis }), concat([parts[0]!, ...parts, parts[0]!], { axis })]);
    }
  });

  it.each(['float32', 'float64'] as const)('give gradients of %s back to where they came from', dtype => {
    for (const [shape, options] of slices) {
      const x = sized(shape, dtype);
      expectSameBits([gradient(weighed(slice(x, options)), x)]);
    }
    for (const [axis, shapes] of rows) {
      const parts = shapes.map(shape => sized(shape, dtype));
      const loss = weighed(concat(parts, { axis }) as Node);
      expectSameBits(parts.map(part => gradient(loss, part)));
    }
  });

  it('leave zeros around what they put in place, in memory that was in use', () => {
    const x = input('x', ['n', 4]);
    const placed = gradient(sum(slice(mul(x, 3), { axis: 1, from: 1, to: 3 })), x) as Node;
    const passes = [1, 2, 3, 4, 5, 1, 2, 3].map(n => [[x, tensor(numbers(4 * n), { shape: [n, 4] })]] as const);
    expectSameBits([placed, mul(x, 2) as Node], ...passes);
  });
});
