import { ShapeError, tensor, type Shape, type Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { gradient, input, matmul, parameter, read, reshape, square, sum, transpose, type Node } from '../index.ts';
import { fused } from '../testing/fused.ts';
import { drawn, tensorOf } from '../testing/plain.ts';
import { sameByName } from '../testing/same-by-name.ts';

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

  it('differentiates a matrix that many share by one product over all rows, without a product for each', () => {
    const x = input('x', ['batch', 'time', 3], 'float64');
    const w = parameter([[1, 2], [3, 4], [5, 6]], { dtype: 'float64' }); // prettier-ignore
    const slope = gradient(sum(square(matmul(x, w) as Node)) as Node<readonly []>, w) as Node;
    for (const [batch, time] of [[2, 3], [1, 1], [4, 1], [1, 5], [0, 2]] as const) {
      const rows = Array.from({ length: batch * time }, (_, i) => [i - 2, 2 * i, 1 - i]);
      x.set(tensor(Float64Array.from(rows.flat()), { shape: [batch, time, 3] }));
      const expected = [0, 1, 2].map(p =>
        [0, 1].map(j => rows.reduce((total, row) => total + 2 * row[p]! * row.reduce((y, value, q) => y + value * (2 * q + j + 1), 0), 0)),
      );
      expect(read(slope).toArray()).toEqual(expected);
    }
    const below = new Set<Node>([slope]);
    for (const node of below) for (const one of node.inputs) below.add(one);
    const ranks = [...below].filter(({ operation }) => operation?.kernel.kind === 'loop').map(({ shape }) => shape.length);
    expect(ranks).toEqual([2, 3]);
  }); // prettier-ignore

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

describe('matmul of many matrices', () => {
  /** A value whose axes lie in another order in its storage. */
  const laid = (shape: Sizes, order: readonly number[], seed: number): Node => {
    const back = order.map((_, axis) => order.indexOf(axis));
    const stored = order.map(axis => shape[axis]!);
    return transpose<Shape, readonly number[]>(parameter(tensorOf(drawn(stored, seed), 'float64')) as Node, back);
  };
  const orders = [[0, 1, 2, 3], [1, 0, 2, 3], [0, 2, 1, 3], [0, 1, 3, 2], [3, 2, 1, 0], [2, 0, 3, 1]]; // prettier-ignore

  it.each([[2, 3, 4, 5, 6], [3, 2, 1, 4, 5], [2, 2, 7, 3, 2], [1, 3, 5, 4, 1]])(
    '%d × %d of %d×%d by %d columns is exact however the factors lie',
    (outer, inner, m, k, n) => {
      for (const left of orders)
        for (const right of orders) {
          const [a, b] = [laid([outer, inner, m, k], left, 1), laid([outer, inner, k, n], right, 2)];
          const [x, y] = [read(a).data, read(b).data];
          const expected = Array.from({ length: outer * inner }, (_, i) =>
            naive(x.subarray(i * m * k, (i + 1) * m * k), y.subarray(i * k * n, (i + 1) * k * n), m, k, n),
          );
          for (const { data } of [read(matmul(a, b)), ...fused(matmul(a, b))]) expect([...data]).toEqual(expected.flat());
        }
    },
  ); // prettier-ignore

  it('is that of each when one factor serves all', () => {
    const [rows, shared] = [laid([2, 3, 4, 5], [0, 1, 2, 3], 1), laid([1, 1, 5, 6], [0, 1, 3, 2], 2)];
    const turned = laid([2, 3, 4, 5], [1, 0, 2, 3], 1);
    for (const left of [rows, turned]) {
      const x = read(left).data;
      const expected = Array.from({ length: 6 }, (_, i) => naive(x.subarray(i * 20, i * 20 + 20), read(shared).data, 4, 5, 6)); // prettier-ignore
      const products = [matmul(left, shared), matmul(left, reshape(shared, [5, 6]))];
      for (const { data } of [...products.map(y => read(y)), ...fused(...products)]) expect([...data]).toEqual(expected.flat()); // prettier-ignore
    }
  });

  it.each<readonly [name: string, apply: (a: Node, b: Node) => Node, shapes: readonly Shape[]]>([
    ['of batches', (a, b) => matmul(a, b), [['batch', 2, 3], ['batch', 3, 4]]],
    ['of a batch with one', (a, b) => matmul(a, b), [['batch', 2, 3], [3, 4]]],
    ['of one with a batch', (a, b) => matmul(a, b), [[2, 3], ['batch', 3, 4]]],
    ['of rows by name', (a, b) => matmul(a, b), [[2, 'time', 3], [3, 4]]],
    ['contracted by name', (a, b) => matmul(a, b), [[2, 3, 'time'], [2, 'time', 4]]],
    ['of heads', (a, b) => matmul(a, b, { transposeB: true }), [['batch', 2, 'time', 3], ['batch', 1, 'time', 3]]],
    ['transposed by name', (a, b) => matmul(a, b, { transposeA: true }), [['time', 3], ['time', 2]]],
  ])('%s has the values and gradients that it has for each fixed size', (_, apply, shapes) => {
    sameByName((a, b) => apply(a!, b!), shapes);
  }); // prettier-ignore

  it('names its shape, and says what must hold', () => {
    const of = (...shape: Shape): Node => input('x', shape) as Node;
    expect(matmul(of('batch', 8, 'time', 64), of(8, 64, 'rows')).shape).toEqual(['batch', 8, 'time', 'rows']);
    expect(matmul(of(3, 2), of('batch', 4, 3), { transposeA: true, transposeB: true }).shape).toEqual(['batch', 2, 4]);
    expect(() => matmul(of(2, 3, 4), of(3, 4, 5))).toThrow(
      'matmul along its leading axes: shapes must broadcast, got [2] and [3]. Sizes must be equal or 1',
    );
    expect(() => matmul(of('batch', 3, 4), of('rows', 4, 5))).toThrow('got [batch] and [rows]');
    expect(() => matmul(of(2, 3, 4), of(2, 3, 4))).toThrow('matmul: inner sizes must agree, got [2, 3, 4] and [2, 3, 4].');
    expect(() => matmul(of(3, 2), of(3, 2), { transposeB: true, transposeA: true })).toThrow('got [2, 3] and [2, 3]');
    expect(() => matmul(of(3), of(3, 2), { transposeA: true })).toThrow('matmul: both must be matrices, got [3].');
  }); // prettier-ignore
});
