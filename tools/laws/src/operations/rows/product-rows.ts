import type { Sizes } from '@thalweg/tensor';
import * as graph from '@thalweg/graph';
import type { MatmulOptions } from '@thalweg/graph';
import type { OperationRow } from '../laws/operation-row.ts';
import { at, drawn, joined, plain, type Plain } from '../laws/plain.ts';

const swapped = (list: readonly number[]): number[] => [...list.slice(0, -2), ...list.slice(-2).reverse()];

const turned = (x: Plain): Plain => plain(swapped(x.shape), index => at(x, swapped(index)));

/** The product by its definition, matrix by matrix. */
function naive(a: Plain, b: Plain): Plain {
  const batch = joined(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return plain([...batch, a.shape.at(-2)!, b.shape.at(-1)!], index => {
    const [lead, i, j] = [index.slice(0, -2), index.at(-2)!, index.at(-1)!];
    const inBatch = (x: Plain, ...place: number[]): number => at(x, [...lead.slice(lead.length + 2 - x.shape.length), ...place]);
    return Array.from({ length: a.shape.at(-1)! }, (_, k) => inBatch(a, i, k) * inBatch(b, k, j)).reduce((sum, x) => sum + x, 0);
  });
} // prettier-ignore

const shapes: readonly (readonly [Sizes, Sizes])[] = [
  [[2, 3, 4], [2, 4, 2]],
  [[2, 3, 4], [4, 2]],
  [[3, 4], [2, 4, 2]],
  [[2, 3, 2, 4], [4, 3]],
  [[2, 1, 2, 4], [3, 4, 3]],
  [[2, 3, 2, 4], [2, 3, 4, 1]],
  [[2, 1, 3, 4], [1, 3, 4, 2]],
  [[1, 3, 4], [2, 4, 5]],
  [[2, 5, 6], [2, 6, 7]],
  [[3, 1, 4], [4, 5]],
  [[0, 2, 3], [0, 3, 2]],
  [[0, 2, 3], [3, 2]],
  [[2, 0, 3], [3, 2]],
  [[2, 3, 0], [2, 0, 2]],
  [[2, 2, 3], [2, 3, 0]],
  [[1, 1, 1], [1, 1]],
]; // prettier-ignore

function row(variant: string, options: MatmulOptions, pairs: readonly (readonly [Sizes, Sizes])[]): OperationRow {
  const { transposeA = false, transposeB = false } = options;
  return {
    name: 'matmul',
    variant,
    apply: (a, b) => graph.matmul(a!, b!, options),
    naive: (a, b) => naive(transposeA ? turned(a!) : a!, transposeB ? turned(b!) : b!),
    cases: pairs.map(([a, b], seed) => [
      drawn(transposeA ? swapped(a) : a, seed),
      drawn(transposeB ? swapped(b) : b, seed + 50),
    ]),
    gradient: 'passes',
  };
}

const matrices: readonly (readonly [Sizes, Sizes])[] = [[[2, 3], [3, 4]], [[5, 4], [4, 5]], [[1, 3], [3, 1]], [[2, 0], [0, 2]]]; // prettier-ignore

/** Products of many matrices, and of transposed ones. */
export const productRows: readonly OperationRow[] = [
  ...shapes.map(pair => row(`[${pair[0].join()}]·[${pair[1].join()}]`, {}, [pair])),
  row('aᵀ·b', { transposeA: true }, [...matrices, ...shapes]),
  row('a·bᵀ', { transposeB: true }, [...matrices, ...shapes]),
  row('aᵀ·bᵀ', { transposeA: true, transposeB: true }, [...matrices, ...shapes]),
];
