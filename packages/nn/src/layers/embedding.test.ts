import { gradient, input, parametersOf, read, sparseRows, sum, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { embedding } from './embedding.ts';
import { ones } from '../initializer.ts';

describe('embedding', () => {
  it('gives a vector for each number, and shares its vectors where it is applied again', () => {
    const layer = embedding(5, 3, { seed: 7 });
    const [a, b] = [input('a', [], 'int32'), input('b', ['batch', 2], 'int32')];
    const [one, many] = [a.pipe(layer), b.pipe(layer)];
    expect([one.shape, many.shape]).toEqual([[3], ['batch', 2, 3]]);
    const [vectors] = parametersOf(sum(one) as Node);
    expect(parametersOf(sum(many) as Node)).toEqual([vectors]);
    expect([vectors!.name, vectors!.shape]).toEqual(['embedding1/vectors', [5, 3]]);
    a.set(4);
    b.set([[4, 0]]);
    const rows = read(vectors as Node).toArray() as number[][];
    expect(read(one).toArray()).toEqual(rows[4]);
    expect(read(many).toArray()).toEqual([[rows[4], rows[0]]]);
  });

  it('begins with vectors whose length is about 1, the same for the same seed, others for the next layer', () => {
    const build = (seed: number): Node[] => {
      const x = input('x', [], 'int32');
      return [x.pipe(embedding(400, 16, { seed })), x.pipe(embedding(400, 16, { seed }))] as Node[];
    };
    const vectorsOf = (node: Node): number[] => [...read(parametersOf(sum(node) as Node)[0] as Node).data];
    const [first, second] = build(1).map(vectorsOf);
    expect(vectorsOf(build(1)[0]!)).toEqual(first);
    expect(second).not.toEqual(first);
    expect(vectorsOf(build(2)[0]!)).not.toEqual(first);
    expect(first!.reduce((total, value) => total + value * value, 0) / 400).toBeCloseTo(1, 1);
  });

  it('has a gradient of rows, and takes first vectors and a dtype of one’s own', () => {
    const x = input('x', [2], 'int32');
    const loss = sum(x.pipe(embedding(9, 2, { vectors: ones, dtype: 'float64', name: 'word' })));
    const [vectors] = parametersOf(loss as Node);
    expect([vectors!.name, vectors!.dtype]).toEqual(['word/vectors', 'float64']);
    x.set([3, 3]);
    expect(read(loss).item()).toBe(4);
    const slope = gradient(loss, vectors!) as Node;
    expect(sparseRows(slope)).toBeDefined();
    expect((read(slope).toArray() as number[][])[3]).toEqual([2, 2]);
  });

  it('refuses sizes that are none, and numbers that are not whole', () => {
    expect(() => embedding(0, 3)).toThrow('embedding: both sizes must be positive whole numbers, got [0, 3].');
    expect(() => input('x', []).pipe(embedding(3, 3))).toThrow('embedding: numbers must be int32, got float32.');
    const x = input('x', [], 'int32');
    const row = x.pipe(embedding(3, 2));
    x.set(3);
    expect(() => read(row)).toThrow('gather: indices must be from 0 to 2, got 3 at position 0.');
  });
});
