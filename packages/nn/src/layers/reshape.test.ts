import { constant, gradient, input, mul, parameter, read, sum, type Node } from '@thalweg/graph';
import { tensor, type Shape } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { reshape } from '../index.ts';

describe('reshape', () => {
  it('gives each example another shape', () => {
    const x = input('x', ['batch', 6]);
    const y = x.pipe(reshape([3, 2]));
    expect(y.shape).toEqual(['batch', 3, 2]);
    x.set([[1, 2, 3, 4, 5, 6]]);
    expect(read(y).toArray()).toEqual([[[1, 2], [3, 4], [5, 6]]]); // prettier-ignore
    x.set(tensor(new Float32Array(0), { shape: [0, 6] }));
    expect(read(y).shape).toEqual([0, 3, 2]);
  });

  it('passes the gradient back in the shape of its input', () => {
    const x = parameter([[1, 2, 3, 4]]);
    const loss = sum(mul(reshape([2, 2])(x), constant([[[5, 6], [7, 8]]]))); // prettier-ignore
    expect(read(gradient(loss as Node, x as Node)).toArray()).toEqual([[5, 6, 7, 8]]);
  });

  it.each([
    [
      ['batch', 6],
      [-1, 2],
      ['batch', 3, 2],
    ],
    [['batch', 6], [-1], ['batch', 6]],
    [
      ['batch', 2, 3],
      [3, 1, -1],
      ['batch', 3, 1, 2],
    ],
    [
      ['batch', 0],
      [-1, 2],
      ['batch', 0, 2],
    ],
    [['batch', 1], [], ['batch']],
    [
      ['batch', 'time', 4],
      ['time', 2, 2],
      ['batch', 'time', 2, 2],
    ],
    [
      ['batch', 'time', 4],
      ['pairs', 2],
      ['batch', 'pairs', 2],
    ],
    [
      [5, 4],
      [2, 2],
      [5, 2, 2],
    ],
  ] as [Shape, Shape, Shape][])('takes %j by %j to %j', (shape, target, wanted) => {
    expect(input('x', shape).pipe(reshape(target)).shape).toEqual(wanted);
  });

  it('computes a size with a new name in a pass', () => {
    const x = input('x', ['batch', 'time', 4]);
    const y = x.pipe(reshape(['pairs', 2]));
    x.set(tensor(new Float32Array(24), { shape: [2, 3, 4] }));
    expect(read(y).shape).toEqual([2, 6, 2]);
  });

  it('refuses another number of elements', () => {
    expect(() => reshape([4, 2])(input('x', ['batch', 6]))).toThrow(
      'reshape: both shapes must have equally many elements, got [batch, 6] and [batch, 4, 2]',
    );
  });

  it('refuses a −1 that cannot be computed', () => {
    const message = 'reshape: the other sizes must be known and divide the number of elements, got ';
    expect(() => input('x', ['batch', 6]).pipe(reshape([-1, 4]))).toThrow(`${message}[6] and [-1, 4].`);
    expect(() => input('x', ['batch', 'time', 6]).pipe(reshape([-1, 4]))).toThrow(`${message}[time, 6] and [-1, 4].`);
    expect(() => input('x', ['batch', 0]).pipe(reshape([-1, 0]))).toThrow(`${message}[0] and [-1, 0].`);
  });

  it('refuses sizes that are none, a scalar, and a node in their place', () => {
    for (const shape of [[-2], [1.5], [-1, -1], [NaN]])
      expect(() => reshape(shape)).toThrow('reshape: sizes must be whole numbers or names, and one at most −1, got');
    expect(() => reshape(6 as never)).toThrow('reshape: the shape must be an array, got 6.');
    expect(() => reshape([1])(constant(1))).toThrow('reshape: the input must have a batch axis, got [].');
    expect(() => reshape(constant([1, 2]) as never)).toThrow(
      'reshape: a layer must get its input in a pipe, got constant float32 [2]. Write x.pipe(reshape([…])), or import reshape from @thalweg/graph.',
    );
  });
});
