import type { Shape, Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { add, conv2d, convTranspose2d, gradient, input, matmul, operation, relu, scan, sum, tanh, transpose, type ConvOptions, type Node } from '../index.ts'; // prettier-ignore
import { multiplyAddsOf } from './pass-limits.ts';

const filled = (...shape: number[]): Node => input('x', shape) as Node;

/** The multiply-adds of one node of fixed sizes. */
function counted({ operation, inputs, shape }: Node): number | undefined {
  if (operation === undefined) return 0;
  return multiplyAddsOf(operation.kernel, inputs.map(one => one.shape as Sizes), shape as Sizes); // prettier-ignore
}

/** Windows that slide over images, one after another, each with its filters. */
function convolutionsByLoops({ x, w, stride = 1, groups = 1 }: { x: number[]; w: number[]; stride?: number; groups?: number }): number {
  let count = 0;
  for (let b = 0; b < x[0]!; b++)
    for (let i = 0; i + w[0]! <= x[1]!; i += stride)
      for (let j = 0; j + w[1]! <= x[2]!; j += stride)
        for (let filter = 0; filter < w[3]!; filter++) count += w[0]! * w[1]! * (x[3]! / groups);
  return count;
} // prettier-ignore

describe('multiplyAddsOf', () => {
  it('counts the products of every pair of rows and columns, in all matrices', () => {
    expect(counted(matmul<Shape, Shape>(filled(32, 784), filled(784, 128)) as Node)).toBe(32 * 784 * 128); // prettier-ignore
    expect(counted(matmul<Shape, Shape>(filled(5, 1, 2, 3), filled(4, 3, 7)) as Node)).toBe(5 * 4 * 2 * 3 * 7); // prettier-ignore
    expect(counted(matmul<Shape, Shape>(filled(0, 3), filled(3, 7)) as Node)).toBe(0);
  });

  it('counts the products of a scan once for each step, and once those that are computed for all steps', () => {
    const [w, u] = [filled(3, 4), filled(4, 4)];
    const cell = (h: Node, x: Node) => {
      const next = tanh(add(matmul<Shape, Shape>(x, w), matmul<Shape, Shape>(h, u))) as Node;
      return { carry: next, output: next };
    };
    const { output } = scan(cell, filled(5, 2, 3), { init: filled(2, 4), axis: 0 });
    const loop = output.inputs[0]!;
    expect(counted(loop)).toBe(5 * (2 * 4 * 4));
    expect(loop.inputs.map(counted)).toContain(5 * 2 * 3 * 4);
  });

  it.each([
    { x: [2, 28, 28, 1], w: [3, 3, 1, 16] },
    { x: [1, 9, 8, 6], w: [3, 2, 2, 9], groups: 3 },
    { x: [3, 9, 9, 2], w: [3, 3, 2, 4], stride: 2 },
    { x: [0, 9, 9, 2], w: [1, 1, 2, 4] },
  ])('counts a convolution of $x by $w and its gradients alike', ({ x, w, ...options }) => {
    const [image, weights] = [filled(...x), filled(...w)];
    const y = conv2d<Shape, Shape, ConvOptions>(image, weights, options) as Node;
    const wanted = convolutionsByLoops({ x, w, ...options });
    expect(counted(y)).toBe(wanted);
    for (const side of [image, weights]) expect(counted(gradient(sum(y) as never, side))).toBe(wanted);
  });

  it('counts a transposed convolution by its input', () => {
    const y = convTranspose2d<Shape, Shape>(filled(2, 4, 4, 3), filled(3, 3, 3, 5)) as Node;
    expect(counted(y)).toBe(2 * 4 * 4 * 3 * 3 * 3 * 5);
  });

  it('counts nothing where nothing is multiplied and added, and does not know a loop of one’s own', () => {
    const x = filled(3, 3);
    for (const node of [relu(x), sum(x), transpose(x, [1, 0])]) expect(counted(node as Node)).toBe(0);
    const own = operation({ name: 'own', shape: ([of]) => of!, kernel: (y, [of]) => y.data.set(of!.data) });
    expect(counted(own(x))).toBeUndefined();
  });
});
