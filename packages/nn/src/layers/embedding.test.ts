import {
  concat,
  gradient,
  input,
  parameter,
  parametersOf,
  read,
  sparseRows,
  sum,
  type Node,
  type Parameter,
} from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { ones } from '../initializers/initializer.ts';
import { dense } from './dense.ts';
import { embedding, type EmbeddingOptions } from './embedding.ts';

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

  it('decides the dtype of the network behind it: float32, its option, or that of given vectors; a mix is refused', () => {
    const word = input('word', ['batch'], 'int32');
    const dtypeBehind = (options?: EmbeddingOptions) => word.pipe(embedding(4, 2, options), dense(3)).dtype;
    const wide = parameter(tensor(new Float64Array(8), { shape: [4, 2] })) as Node;
    expect(dtypeBehind()).toBe('float32');
    expect(dtypeBehind({ dtype: 'float64' })).toBe('float64');
    expect(dtypeBehind({ vectors: wide })).toBe('float64');
    expect(dtypeBehind({ vectors: wide, dtype: 'float64' })).toBe('float64');
    expect(() => dtypeBehind({ vectors: wide, dtype: 'float32' })).toThrow(
      'embedding: the vectors must be float32, got float64. Leave out the dtype, or convert them with cast.',
    );
    const [narrow, other] = [word.pipe(embedding(4, 2)), input('x', ['batch', 2], 'float64')];
    expect(() => concat([narrow, other] as Node[], { axis: 1 })).toThrow(
      'must have one dtype, got float32 and float64.',
    );
  });

  it('refuses sizes that are none, and numbers that are not whole', () => {
    expect(() => embedding(0, 3)).toThrow('embedding: the number of vectors must be a positive whole number, got 0.');
    expect(() => input('x', []).pipe(embedding(3, 3))).toThrow('embedding: numbers must be int32, got float32.');
    const x = input('x', [], 'int32');
    const row = x.pipe(embedding(3, 2));
    x.set(3);
    expect(() => read(row)).toThrow('gather: indices must be from 0 to 2, got 3 at position 0.');
  });

  it('shows its vectors once it is applied', () => {
    const layer = embedding(5, 3);
    expect(() => layer.vectors).toThrow("embedding: a layer must be applied before its property 'vectors' is read");
    const y = input('x', [], 'int32').pipe(layer);
    expect(parametersOf(y as Node)).toEqual([layer.vectors]);
  });

  it('shares vectors that it is given, and refuses those of another shape', () => {
    const table = parameter([[1, 2], [3, 4], [5, 6]]) as Node; // prettier-ignore
    const x = input('x', ['batch'], 'int32');
    x.set([2, 0]);
    for (const vectors of [table, () => table]) {
      const y = x.pipe(embedding(3, 2, { vectors }));
      expect(read(y).toArray()).toEqual([[5, 6], [1, 2]]); // prettier-ignore
      expect(parametersOf(y as Node)).toEqual([table]);
    }
    expect(() => x.pipe(embedding(2, 3, { vectors: table }))).toThrow(
      'embedding: the vectors must have the shape [2, 3], got [3, 2]. Check the sizes.',
    );
  });

  it('serves as the output layer over the same words: both gradients arrive at one table', () => {
    const words = embedding(4, 2, { dtype: 'float64' });
    const x = input('x', ['batch'], 'int32');
    const logits = x.pipe(words, dense(4, { weight: () => words.vectors, transposeWeight: true, bias: false }));
    const table = [[1, 2], [3, 4], [5, 6], [7, 8]]; // prettier-ignore
    (words.vectors as Parameter).set(table);
    x.set([3, 1, 3]);
    expect(logits.shape).toEqual(['batch', 4]);
    expect(read(logits).toArray()).toEqual([3, 1, 3].map(at => table.map(([a, b]) => a! * table[at]![0]! + b! * table[at]![1]!))); // prettier-ignore
    // Of s = Σᵣ Σᵥ E[xᵣ]·E[v]: the sum of all vectors for each use of a word, and the sum of the words used for each.
    const slope = read(gradient(sum(logits), words.vectors)).toArray();
    const [all, used] = [[16, 20], [7 + 3 + 7, 8 + 4 + 8]]; // prettier-ignore
    expect(slope).toEqual([0, 1, 0, 2].map(times => all.map((total, j) => times * total + used[j]!)));
  });
});
