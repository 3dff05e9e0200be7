import { argmax, argmin, constant, type Node } from '@thalweg/graph';
import { tensor, type Sizes } from '@thalweg/tensor';
import { describe, it } from 'vitest';
import { expectSameBits } from '../testing/both-ways.ts';
import { sized } from '../testing/sized.ts';

const shapes: readonly Sizes[] = [[1], [2], [10], [3, 7], [7, 3], [2, 5, 3], [1, 4, 1], [0, 3], [33]];

const everyWay = (x: Node, axis: number): Node[] =>
  [false, true].flatMap(last => [argmax(x, axis, { last }), argmin(x, axis, { last, keep: true })]) as Node[];

describe('compiled argmax and argmin', () => {
  it.each(['float32', 'float64', 'int32', 'bool'] as const)('finds the interpreter’s places in %s', dtype => {
    for (const shape of shapes)
      shape.forEach((length, axis) => {
        if (length > 0) expectSameBits(everyWay(sized(shape, dtype), axis));
      });
  });

  it.each(['float32', 'float64'] as const)('has its rules for ties, zeros, infinities and NaN in %s', dtype => {
    const wild = [NaN, 0, -0, Infinity, -Infinity, 1, 1];
    const triples = wild.flatMap(a => wild.flatMap(b => wild.map(c => [a, b, c])));
    const x = constant(tensor(triples.flat(), { shape: [triples.length, 3], dtype }));
    expectSameBits([...everyWay(x as Node, 1), ...everyWay(x as Node, 0)]);
  });
});
