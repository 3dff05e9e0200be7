import { takenRows } from '@thalweg/drawn';
import { input, matmul, transpose, type Node, type Source } from '@thalweg/graph';
import { tensor, type Sizes, type TypedArray } from '@thalweg/tensor';
import { describe, it, expect } from 'vitest';
import { relaxed } from '../relaxed.ts';
import { allowRelaxed } from '../testing/allow-relaxed.ts';
import { numbers, passOf } from '../testing/both-ways.ts';
import { wasm } from '../wasm.ts';

/** The most values of k that are summed in float32. */
const BLOCK = 1024;

/** The two orders in which a factor may be stored: as it is, and transposed. */
interface Order {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

allowRelaxed();
const arithmetics = [undefined, relaxed()];
const orders: readonly Order[] = [false, true].flatMap(transposeA => [false, true].map(transposeB => ({ transposeA, transposeB }))); // prettier-ignore

/** A matrix of numbers that are neither whole nor alike. */
function matrix(rows: number, columns: number): readonly number[][] {
  const all = numbers(rows * columns);
  return Array.from({ length: rows }, (_, i) => all.slice(i * columns, (i + 1) * columns));
}

/** The compiled product of the values `[from, to)` of k. */
function productOf(
  a: readonly number[][],
  b: readonly number[][],
  { transposeA, transposeB, from, to }: Order & { readonly from: number; readonly to: number },
  arithmetic: ReturnType<typeof relaxed>,
): TypedArray {
  const source = (
    name: string,
    rows: readonly number[][],
    transposed: boolean,
  ): readonly [Node, readonly number[][]] => {
    const stored = transposed ? rows[0]!.map((_, j) => rows.map(row => row[j]!)) : rows;
    return [input(name, [stored.length, stored[0]!.length]) as Node, stored];
  };
  const [x, left] = source(
    'x',
    a.map(row => row.slice(from, to)),
    transposeA,
  );
  const [y, right] = source('y', b.slice(from, to), transposeB);
  const product = matmul(transposeA ? transpose(x) : x, transposeB ? transpose(y) : y) as Node;
  const feed = (node: Node, rows: readonly number[][]) =>
    [node as Node as unknown as Source, tensor(rows.flat(), { shape: node.shape as Sizes, dtype: 'float32' })] as const;
  return passOf([product], [feed(x, left), feed(y, right)], wasm({ arithmetic }))[0]!.data;
}

describe.each(orders)('a compiled product of long rows, transposed: $transposeA, $transposeB,', order => {
  it.each(takenRows(`long products ${JSON.stringify(order)}`, [
    [1, 1],
    [1, 40],
    [3, 7],
    [9, 1],
    [5, 11],
    [30, 19],
    [90, 3],
  ]))('adds the products of blocks of k in float64: m, n = %i, %i', (m, n) => {
    for (const arithmetic of arithmetics)
      for (const k of [BLOCK + 100, 2 * BLOCK + 37, 3 * BLOCK]) {
        const [a, b] = [matrix(m, k), matrix(k, n)];
        const sums = new Float64Array(m * n);
        for (let from = 0; from < k; from += BLOCK)
          productOf(a, b, { ...order, from, to: Math.min(k, from + BLOCK) }, arithmetic).forEach((share, i) => (sums[i]! += share));
        expect(productOf(a, b, { ...order, from: 0, to: k }, arithmetic)).toEqual(Float32Array.from(sums));
      }
  });
}); // prettier-ignore
