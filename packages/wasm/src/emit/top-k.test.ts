import { constant, topK, type Node } from '@thalweg/graph';
import { tensor, type Sizes } from '@thalweg/tensor';
import { describe, it } from 'vitest';
import { expectSameBits } from '../testing/both-ways.ts';
import { sized } from '../testing/sized.ts';

const shapes: readonly Sizes[] = [[1], [9], [70], [3, 7], [7, 3], [2, 5, 3], [0, 3]];

describe('compiled topK', () => {
  it.each(['float32', 'float64', 'int32'] as const)('finds the interpreter’s places in %s', dtype => {
    for (const shape of shapes)
      shape.forEach((length, axis) => {
        for (const k of [0, 1, 2, 3, 5, 64, 65, 70])
          if (k <= length) {
            const [most, least] = [true, false].map(largest => topK(sized(shape, dtype), k, { axis, largest }));
            const indices = [most!.indices, least!.indices] as Node[];
            expectSameBits(k === 0 ? indices : [most!.values as Node, ...indices]);
          }
      });
  });

  it('has its rules for ties, zeros, infinities and NaN', () => {
    const wild = [NaN, 0, -0, Infinity, -Infinity, 1, 1];
    const triples = wild.flatMap(a => wild.flatMap(b => wild.map(c => [a, b, c])));
    const x = constant(tensor(triples.flat(), { shape: [triples.length, 3] }));
    for (const largest of [true, false]) {
      for (const k of [1, 2, 3])
        expectSameBits([topK(x, k, { largest }).indices, topK(x, k, { axis: 0, largest }).indices]);
      expectSameBits([40, 70, triples.length].map(k => topK(x, k, { axis: 0, largest }).indices as Node));
    }
  });

  it('keeps up with what rises and what falls', () => {
    const rising = Array.from({ length: 200 }, (_, i) => i);
    expectSameBits([topK(constant(rising), 10).indices, topK(constant([...rising].reverse()), 10).indices]);
  });
});
