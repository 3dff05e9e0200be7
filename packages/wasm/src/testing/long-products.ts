import { input, matmul, transpose, type Node } from '@thalweg/graph';
import { tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { passOf } from './both-ways.ts';
import { wasm } from '../wasm.ts';

/** Numbers from a range, the same each time. Good random numbers would take longer than the products. */
function numbers(count: number, [low, high]: readonly [number, number], seed: number): Float32Array {
  const found = new Float32Array(count);
  let state = seed;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    found[i] = low + (state / 2 ** 32) * (high - low);
  }
  return found;
}

/** The sizes of a product, and which of its factors are stored in columns. */
interface Case {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** The largest distance of a compiled product from the exact one, as a share of Σ|aᵢ·bᵢ|, among every so many of its elements. */
function distance({ m, n, k, transposeA, transposeB }: Case, range: readonly [number, number], every: number): number {
  const [a, b] = [numbers(m * k, range, 1), numbers(k * n, range, 2)];
  const value = (data: Float32Array, ...shape: number[]): Tensor => tensor(data, { shape: shape as Sizes });
  const x = input('x', transposeA ? [k, m] : [m, k]) as Node;
  const y = input('y', transposeB ? [n, k] : [k, n]) as Node;
  const product = matmul(transposeA ? transpose(x) : x, transposeB ? transpose(y) : y) as Node;
  const [found] = passOf(
    [product],
    [
      [x as never, value(a, ...(x.shape as number[]))],
      [y as never, value(b, ...(y.shape as number[]))],
    ],
    wasm(),
  );
  let worst = 0;
  for (let at = 0; at < m * n; at += every) {
    const [i, j] = [Math.floor(at / n), at % n];
    let [sum, size] = [0, 0];
    for (let p = 0; p < k; p++) {
      const term = a[transposeA ? p * m + i : i * k + p]! * b[transposeB ? j * k + p : p * n + j]!;
      sum += term;
      size += Math.abs(term);
    }
    worst = Math.max(worst, Math.abs(found!.data[at]! - sum) / size);
  }
  return worst;
}

const cases: readonly Case[] = [
  { m: 1, n: 1, k: 1_000_000 },
  { m: 1, n: 5, k: 1_000_000 },
  { m: 1, n: 35, k: 1_000_001 },
  { m: 1, n: 35, k: 1_000_009 },
  { m: 9, n: 1, k: 1_000_000 },
  { m: 1, n: 9, k: 1_000_000, transposeB: true },
  { m: 3, n: 5, k: 1_000_003, transposeB: true },
  { m: 5, n: 3, k: 1_000_000 },
  { m: 17, n: 5, k: 1_000_000 },
  { m: 17, n: 5, k: 1_000_001, transposeB: true },
  { m: 5, n: 11, k: 1_000_000, transposeA: true },
  { m: 13, n: 6, k: 1_000_000, transposeA: true, transposeB: true },
];

/** Tests every so many elements of products of long rows. */
export function longProducts(every: number): void {
  describe('compiled products of long rows', () => {
    it.each(cases)('are within 1e-7 of Σ|aᵢ·bᵢ|: m, n, k = $m, $n, $k', shape => {
      expect(distance(shape, [-1, 1], every)).toBeLessThanOrEqual(1e-7);
      expect(distance(shape, [0, 1], every)).toBeLessThanOrEqual(1e-7);
    });
  });
}
