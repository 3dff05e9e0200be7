import { ShapeError, type Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { input, matmul, parameter, read, transpose, type Node } from '../index.ts';
import { fused } from '../testing/operation-laws.ts';
import { drawn, tensorOf } from '../testing/plain.ts';

const edges = [1, 2, 3, 4, 5, 6, 7, 8, 9, 33, 100];

/** The product by its definition. */
function naive(a: ArrayLike<number>, b: ArrayLike<number>, m: number, k: number, n: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++) sum += a[i * k + l]! * b[l * n + j]!;
      out.push(sum);
    }
  return out;
}

/** A matrix, and the same one stored the other way round and transposed in the graph. */
function stored(shape: readonly [number, number], seed: number, dtype: 'float32' | 'float64') {
  const matrix = drawn(shape, seed);
  const [rows, columns] = shape;
  const turned: Sizes = [columns, rows];
  const data = Array.from(
    { length: rows * columns },
    (_, at) => matrix.data[(at % rows) * columns + Math.floor(at / rows)]!,
  );
  const other = parameter(tensorOf({ ...matrix, shape: turned, data }, dtype)) as Node;
  return { data: matrix.data, plain: parameter(tensorOf(matrix, dtype)) as Node, turned: transpose(other) as Node };
}

describe('matmul', () => {
  it.each(edges)('is exact for m = %d and all other sizes, whichever factor is transposed', m => {
    for (const k of edges)
      for (const n of edges) {
        if (m * k * n > 40_000) continue;
        const [a, b] = [stored([m, k], 1, 'float64'), stored([k, n], 2, 'float64')];
        const expected = naive(a.data, b.data, m, k, n);
        const products = [a.plain, a.turned].flatMap(left => [b.plain, b.turned].map(right => matmul(left, right)));
        for (const { data } of [...products.map(product => read(product)), ...fused(...products)]) {
          const off = data.findIndex((value, i) => value !== expected[i]);
          if (off >= 0) expect(data[off], `${m}×${k}·${k}×${n} at ${off}`).toBe(expected[off]);
        }
      }
  });

  it('adds in float64 and rounds once to float32', () => {
    const [a, b] = [stored([9, 33], 1, 'float32'), stored([33, 7], 2, 'float32')];
    const expected = naive(a.data, b.data, 9, 33, 7).map(Math.fround);
    for (const left of [a.plain, a.turned])
      for (const right of [b.plain, b.turned]) {
        expect([...read(matmul(left, right)).data]).toEqual(expected);
        expect([...fused(matmul(left, right))[0]!.data]).toEqual(expected);
      }
  });

  it('takes sizes that are known only in a pass', () => {
    const x = input('x', ['batch', 2], 'float64');
    const w = parameter([[1, 2, 3], [4, 5, 6]], { dtype: 'float64' }); // prettier-ignore
    const y = matmul(x, w);
    x.set([[1, 1]]);
    expect(read(y).toArray()).toEqual([[5, 7, 9]]);
    x.set([[1, 0], [0, 1], [2, 0]]); // prettier-ignore
    expect(read(y).toArray()).toEqual([[1, 2, 3], [4, 5, 6], [2, 4, 6]]); // prettier-ignore
  });

  it('says what must hold when sizes do not fit', () => {
    const of = (shape: Sizes): Node => parameter(tensorOf(drawn(shape, 1), 'float32')) as Node;
    expect(() => matmul(of([2, 3]), of([4, 5]))).toThrow(
      'matmul: inner sizes must agree, got [2, 3] and [4, 5]. Transpose b, or check the layer’s size.',
    );
    expect(() => matmul(of([3]), of([3, 2]))).toThrow(
      'matmul: both must be matrices, got [3]. Reshape a vector to [1, n] or [n, 1].',
    );
    expect(() => matmul(of([2, 3]), of([3, 2, 1]))).toThrow(ShapeError);
    expect(() => matmul(input('a', ['batch', 3]) as Node, input('b', ['other', 3]) as Node)).toThrow(
      'got [batch, 3] and [other, 3]',
    );
  });
});
