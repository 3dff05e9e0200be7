import { tensor, type Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import {
  cholesky,
  constant,
  determinant,
  gradient,
  input,
  inverse,
  logDeterminant,
  matmul,
  mul,
  parameter,
  read,
  solve,
  square,
  sum,
  transpose,
  triangularSolve,
  type Node,
} from '../index.ts';
import { drawn, tensorOf } from '../testing/plain.ts';
import { sameByName } from '../testing/same-by-name.ts';

type Float = 'float32' | 'float64';

const EPSILON = { float32: 2 ** -24, float64: 2 ** -53 } as const;

const random = (shape: Sizes, seed: number, dtype: Float = 'float64'): Node =>
  parameter(tensorOf(drawn(shape, seed), dtype)) as Node;

const matrix = (rows: readonly (readonly number[])[]): Node =>
  constant(tensor(rows.flat(), { shape: [rows.length, rows.length], dtype: 'float64' })) as Node;

const dataOf = (node: Node): number[] => Array.from(read(node).data);

/** The largest |a·x − b| of all elements, as a share of |a|·|x| + |b| there. */
function residual(a: Node, x: Node, b: Node): number {
  const [left, found, right] = [a, x, b].map(node => Array.from(read(node).data)) as [number[], number[], number[]];
  const [n, k] = b.shape.slice(-2) as [number, number];
  let largest = 0;
  for (let place = 0; place < right.length; place++) {
    const [batch, i, j] = [Math.floor(place / (n * k)), Math.floor(place / k) % n, place % k];
    const terms = Array.from({ length: n }, (_, l) => left[(batch * n + i) * n + l]! * found[(batch * n + l) * k + j]!);
    const scale = terms.reduce((all, term) => all + Math.abs(term), Math.abs(right[place]!));
    const off = terms.reduce((all, term) => all + term, -right[place]!);
    largest = Math.max(largest, Math.abs(off) / scale);
  }
  return largest;
}

/** Hilbert's matrix, and the exact elements of its inverse. */
const hilbert = (n: number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => 1 / (i + j + 1)));

function choose(n: number, k: number): number {
  return Array.from({ length: k }, (_, i) => (n - i) / (k - i)).reduce((product, x) => product * x, 1);
}

const inverseHilbert = (n: number): number[] =>
  Array.from({ length: n * n }, (_, place) => {
    const [i, j] = [Math.floor(place / n) + 1, (place % n) + 1];
    const sign = (i + j) % 2 === 0 ? 1 : -1;
    return sign * (i + j - 1) * choose(n + i - 1, n - j) * choose(n + j - 1, n - i) * choose(i + j - 2, i - 1) ** 2;
  });

/** Condition numbers of Hilbert's matrices in the 2-norm; NumPy, `numpy.linalg.cond`. */
const CONDITION: Readonly<Record<number, number>> = { 2: 19.3, 4: 15514, 6: 1.5e7, 8: 1.53e10, 10: 1.61e13 };

describe('solutions', () => {
  it.each(['float32', 'float64'] as const)('of %s leave residuals of some roundings, up to 64 rows', dtype => {
    for (const [batch, n, k] of [[5, 1, 1], [4, 2, 3], [3, 7, 2], [3, 16, 5], [2, 33, 4], [2, 64, 3]] as const) {
      const [a, b] = [random([batch, n, n], n, dtype), random([batch, n, k], n + 1, dtype)];
      expect(residual(a, solve(a, b) as Node, b), `${n} rows`).toBeLessThan(64 * EPSILON[dtype]);
      const turned = transpose(a, [0, 2, 1]) as Node;
      expect(residual(turned, solve(a, b, { transpose: true }) as Node, b)).toBeLessThan(64 * EPSILON[dtype]);
    }
  }); // prettier-ignore

  it('are found where rows must be exchanged', () => {
    const cycle = [[0, 0, 2], [1, 0, 0], [0, 4, 0]]; // prettier-ignore
    expect(dataOf(solve(matrix(cycle), constant([2, 3, 8], { dtype: 'float64' })))).toEqual([3, 2, 1]);
    expect(dataOf(inverse(matrix(cycle)) as Node)).toEqual([0, 1, 0, 0, 0, 0.25, 0.5, 0, 0]);
    expect(read(determinant(matrix(cycle))).item()).toBe(8);
    expect(read(determinant(matrix([[0, 1], [1, 0]]))).item()).toBe(-1); // prettier-ignore
  });

  it('of Hilbert’s matrices are as near as their condition allows', () => {
    for (const [n, condition] of Object.entries(CONDITION).map(([n, x]) => [Number(n), x] as const)) {
      const a = matrix(hilbert(n));
      const ones = Array.from({ length: n }, () => [1]);
      const b = constant(ones, { dtype: 'float64' }) as Node;
      expect(residual(a, solve(a, b) as Node, b), `${n} rows`).toBeLessThan(8 * EPSILON.float64);
      const exact = inverseHilbert(n);
      const largest = Math.max(...exact.map(Math.abs));
      const off = Math.max(...dataOf(inverse(a) as Node).map((x, i) => Math.abs(x - exact[i]!)));
      expect(off / largest, `${n} rows`).toBeLessThan(condition * 2 ** -50);
      const l = cholesky(a) as Node;
      const product = dataOf(matmul(l, l, { transposeB: true }) as Node);
      expect(Math.max(...product.map((x, i) => Math.abs(x - hilbert(n).flat()[i]!)))).toBeLessThan(2 ** -51);
    }
    // Cauchy's formula.
    expect(read(determinant(matrix(hilbert(5)))).item() * 266716800000).toBeCloseTo(1, 10);
    expect(read(logDeterminant(matrix(hilbert(5))).logAbsDet).item()).toBeCloseTo(-Math.log(266716800000), 10);
  });

  it('of float32 are those of float64, rounded once', () => {
    const [a, b] = [drawn([12, 12], 3), drawn([12, 2], 4)];
    const [rough, fine] = (['float32', 'float64'] as const).map(dtype => {
      const [left, right] = [a, b].map(one => parameter(tensorOf(one, dtype)) as Node);
      return [solve(left!, right!), triangularSolve(left!, right!), inverse(left!), determinant(left!)].map(node => dataOf(node as Node));
    }); // prettier-ignore
    expect(rough).toEqual(fine!.map(all => all.map(Math.fround)));
  });

  it('of many systems keep the name of their batch, and of the size of their matrices', () => {
    const near = (x: Node): Node => matmul(x, x, { transposeB: true }) as Node;
    sameByName((a, b) => solve(a, b) as Node, [['batch', 3, 3], ['batch', 3, 2]]); // prettier-ignore
    sameByName((a, b) => solve(a, b) as Node, [[3, 3], ['batch', 3, 1]]); // prettier-ignore
    sameByName((a, b) => triangularSolve(a, b, { lower: false }) as Node, [['batch', 3, 3], [3]]); // prettier-ignore
    sameByName(a => determinant(a), [['batch', 2, 3, 3]]);
    sameByName(a => inverse(a) as Node, [['n', 'n']], [2, 1, 3, 0]);
    sameByName((a, b) => solve(a, b) as Node, [['n', 'n'], ['n']], [2, 1, 3, 0]); // prettier-ignore
    sameByName((a, b) => triangularSolve(a, b, { transpose: true }) as Node, [['n', 'n'], ['n', 2]], [2, 1, 3, 0]); // prettier-ignore
    sameByName(a => cholesky(near(a)) as Node, [['batch', 2, 2]]);
    expect(solve(input('a', ['batch', 'n', 'n']), input('b', ['n'])).shape).toEqual(['batch', 'n']);
  });
});

describe('triangles', () => {
  it('leave out what is in the other one, and on a diagonal of ones', () => {
    const a = matrix([[2, NaN], [1, 4]]); // prettier-ignore
    const b = constant([2, 9], { dtype: 'float64' }) as Node;
    expect(dataOf(triangularSolve(a, b))).toEqual([1, 2]);
    expect(dataOf(triangularSolve(a, b, { unitDiagonal: true }))).toEqual([2, 7]);
    expect(dataOf(triangularSolve(a, b, { transpose: true }))).toEqual([-0.125, 2.25]);
    expect(dataOf(triangularSolve(transpose(a) as Node, b, { lower: false, transpose: true }))).toEqual([1, 2]);
    const source = parameter(tensor([2, 3, 1, 4], { shape: [2, 2], dtype: 'float64' }));
    const slope = gradient(sum(square(triangularSolve(source, b))), source as Node);
    expect(dataOf(slope)[1]).toBe(0);
  });
});

describe('Cholesky factors', () => {
  it('are those of the symmetric part, and their gradient is symmetric', () => {
    const halves = parameter(tensor([4, 1, 3, 5], { shape: [2, 2], dtype: 'float64' })) as Node;
    const l = cholesky(halves) as Node;
    expect(dataOf(l)).toEqual([2, 0, 1, 2]);
    const slope = dataOf(gradient(sum(mul(l, random([2, 2], 9))), halves));
    expect(slope[1]).toBeCloseTo(slope[2]!, 14);
    const largest = Number.MAX_VALUE;
    expect(dataOf(cholesky(matrix([[largest, largest / 2], [largest / 2, largest]])) as Node).every(Number.isFinite)).toBe(true); // prettier-ignore
    expect(dataOf(cholesky(matrix([[5e-324]])) as Node)).toEqual([Math.sqrt(5e-324)]);
  });
});
