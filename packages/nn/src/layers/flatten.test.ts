import { constant, gradient, input, mul, parameter, read, sum, type Node } from '@thalweg/graph';
import { tensor, type Shape } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { flatten } from '../index.ts';

const counting = (...shape: number[]) =>
  tensor(Float32Array.from({ length: shape.reduce((n, size) => n * size, 1) }, (_, i) => i + 1), { shape }); // prettier-ignore

describe('flatten', () => {
  it('makes rows of examples, in row-major order', () => {
    const x = input('x', ['batch', 2, 3]);
    const y = x.pipe(flatten());
    expect(y.shape).toEqual(['batch', 6]);
    x.set(counting(2, 2, 3));
    expect(read(y).toArray()).toEqual([[1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]]); // prettier-ignore
  });

  it('passes the gradient back in the shape of its input', () => {
    const x = parameter([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]); // prettier-ignore
    const loss = sum(mul(flatten()(x), constant([[1, 2, 3, 4], [5, 6, 7, 8]]))); // prettier-ignore
    expect(read(gradient(loss as Node, x as Node)).toArray()).toEqual([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]); // prettier-ignore
  });

  it.each([
    [['batch'], [3], ['batch', 1], [3, 1]],
    [
      ['batch', 5],
      [3, 5],
      ['batch', 5],
      [3, 5],
    ],
    [
      ['batch', 'time', 2],
      [3, 4, 2],
      ['batch', 'time*2'],
      [3, 8],
    ],
    [
      ['batch', 'time', 2],
      [0, 4, 2],
      ['batch', 'time*2'],
      [0, 8],
    ],
    [
      ['batch', 2, 2],
      [0, 2, 2],
      ['batch', 4],
      [0, 4],
    ],
    [
      ['batch', 0, 2],
      [3, 0, 2],
      ['batch', 0],
      [3, 0],
    ],
    [
      [1, 1, 1],
      [1, 1, 1],
      [1, 1],
      [1, 1],
    ],
    [
      [3, 4],
      [3, 4],
      [3, 4],
      [3, 4],
    ],
  ] as [Shape, number[], Shape, number[]][])('takes %j with sizes %j to %j', (declared, sizes, shape, wanted) => {
    const x = input('x', declared);
    const y = flatten()(x) as Node;
    expect(y.shape).toEqual(shape);
    x.set(counting(...sizes));
    expect(read(y).shape).toEqual(wanted);
    expect(read(y).data).toEqual(counting(...sizes).data);
    expect(read(gradient(sum(mul(y, y)) as Node, x as Node)).shape).toEqual(sizes);
  });

  it('refuses a scalar, and what is no node', () => {
    expect(() => flatten()(constant(1))).toThrow(
      'flatten: the input must have a batch axis, got []. Reshape it to [1].',
    );
    expect(() => flatten()(5 as never)).toThrow('flatten: inputs must be nodes, got 5.');
  });
});
