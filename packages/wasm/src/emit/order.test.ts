import { argsort, constant, input, median, quantile, sort, type Node } from '@thalweg/graph';
import { tensor, type Sizes } from '@thalweg/tensor';
import { describe, it } from 'vitest';
import { expectSameBits, numbers } from '../testing/both-ways.ts';
import { sized } from '../testing/sized.ts';

const shapes: readonly Sizes[] = [
  [0],
  [1],
  [2],
  [3],
  [8],
  [9],
  [70],
  [1000],
  [3, 7],
  [7, 3],
  [2, 5, 3],
  [0, 3],
  [3, 0],
];

const bothWays = (x: Node, axis: number): Node[] => [false, true].map(descending => argsort(x, { axis, descending }));

describe('compiled argsort', () => {
  it.each(['float32', 'float64', 'int32', 'bool'] as const)('finds the interpreter’s places in %s', dtype => {
    for (const shape of shapes) shape.forEach((_, axis) => expectSameBits(bothWays(sized(shape, dtype) as Node, axis)));
  });

  it.each(['float32', 'float64'] as const)('has its rules for ties, zeros, infinities and NaN in %s', dtype => {
    const wild = [NaN, 0, -0, Infinity, -Infinity, 1, 1];
    const triples = wild.flatMap(a => wild.flatMap(b => wild.map(c => [a, b, c])));
    const x = constant(tensor(triples.flat(), { shape: [triples.length, 3], dtype })) as Node;
    expectSameBits([...bothWays(x, 0), ...bothWays(x, 1), sort(x, { axis: 0 })]);
  });

  it('keeps up with what rises, what falls and what is all equal', () => {
    const rising = Array.from({ length: 300 }, (_, i) => i);
    for (const line of [rising, [...rising].reverse(), rising.map(() => 1), rising.map(i => i % 3)])
      expectSameBits(bothWays(constant(line) as Node, 0));
  });

  it('leaves no part of a quantile to the interpreter', () => {
    const x = input('x', ['batch', 5]);
    const outputs = [median(x, { axes: 0 }), median(x), quantile(x, [0.2, 0.7], { axes: 1 })] as Node[];
    expectSameBits(
      outputs,
      [[x, tensor(numbers(20), { shape: [4, 5] })]],
      [[x, tensor(numbers(15), { shape: [3, 5] })]],
    );
  });

  it('takes batches of other sizes in one frame', () => {
    const x = input('x', ['batch', 5, 2]) as Node & ReturnType<typeof input>;
    const feed = (batch: number) => [[x, tensor(numbers(10 * batch), { shape: [batch, 5, 2] })] as const];
    expectSameBits([argsort(x, { axis: 1 }), argsort(x), sort(x, { axis: 0, descending: true })], feed(3), feed(7), feed(1), feed(0), feed(2)); // prettier-ignore
  });
});
