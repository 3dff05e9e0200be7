import * as graph from '@thalweg/graph';
import { constant, input, read, type Node } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { averagePool, globalAveragePool, maxPool, upsample } from '../index.ts';

const image = constant(tensor(Array.from({ length: 32 }, (_, i) => (7 * i) % 17), { shape: [1, 4, 4, 2] })) as Node; // prettier-ignore

describe('a pool as a layer', () => {
  it.each([
    ['maxPool', maxPool(2), (x: Node) => graph.maxPool(x, 2)],
    [
      'maxPool with options',
      maxPool([2, 3], { stride: 1, padding: 'same' }),
      (x: Node) => graph.maxPool(x, [2, 3], { stride: 1, padding: 'same' }),
    ],
    ['averagePool', averagePool(2), (x: Node) => graph.averagePool(x, 2)],
    [
      'averagePool with options',
      averagePool(3, { padding: 1, countPadding: true }),
      (x: Node) => graph.averagePool(x, 3, { padding: 1, countPadding: true }),
    ],
    ['globalAveragePool', globalAveragePool(), graph.globalAveragePool],
    ['upsample', upsample(2), (x: Node) => graph.upsample(x, 2)],
    [
      'upsample with a mode',
      upsample([1, 2], { mode: 'bilinear' }),
      (x: Node) => graph.upsample(x, [1, 2], { mode: 'bilinear' }),
    ],
  ] as [string, (x: Node) => Node, (x: Node) => Node][])('is the operation: %s', (_, layer, operation) => {
    expect(read(layer(image)).toArray()).toEqual(read(operation(image)).toArray());
    expect(new Set(read(layer(image)).data).size).toBeGreaterThan(1);
  });

  it('refuses an unknown option before it is applied', () => {
    expect(() => maxPool(2, { strides: 1 } as object)).toThrow(/maxPool.*Did you mean 'stride'/);
    expect(() => averagePool(2, { countpadding: true } as object)).toThrow(/Did you mean 'countPadding'/);
    expect(() => upsample(2, { modes: 'nearest' } as object)).toThrow(/Did you mean 'mode'/);
  });

  it('names the operation in its errors', () => {
    expect(() => input('x', ['batch', 4]).pipe(maxPool(2))).toThrow('maxPool: the input must have the shape');
  });
});
