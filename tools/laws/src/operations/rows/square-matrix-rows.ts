import type { Sizes } from '@thalweg/tensor';
import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import { determinant, matrices, matrixAt, nothing, spoilt, unknown, type Matrix } from './cramer.ts';
import type { OperationRow } from '../laws/operation-row.ts';
import { drawn, plain, type Plain } from '../laws/plain.ts';

/** The lower factor, element by element from its definition. */
function factor(a: Matrix): Matrix {
  const l = a.map(row => row.map(() => 0));
  a.forEach((row, i) => {
    for (let j = 0; j <= i; j++) {
      const rest = row[j]! - l[i]!.slice(0, j).reduce((sum, x, k) => sum + x * l[j]![k]!, 0);
      l[i]![j] = i === j ? Math.sqrt(rest) : rest / l[j]![j]!;
    }
  });
  return l;
}

/** `x·xᵀ + 1` for the identity 1. */
function gram(x: Plain, lead: readonly number[]): Matrix {
  const rows = matrixAt(x, lead);
  return rows.map((a, i) => rows.map((b, j) => a.reduce((sum, y, k) => sum + y * b[k]!, i === j ? 1 : 0)));
}

/** A formula of each matrix whose result has its shape. */
const eachMatrix = (x: Plain, of: (lead: readonly number[]) => Matrix): Plain =>
  plain(x.shape, index => of(index.slice(0, -2))[index.at(-2)!]![index.at(-1)!]!);

const eye = (n: number): Node =>
  graph.oneHot(graph.constant(Array.from({ length: n }, (_, i) => i), { dtype: 'int32' }), n, { dtype: 'float64' }) as Node; // prettier-ignore

const squares: readonly Sizes[] = [
  [3, 3],
  [1, 2, 2],
  [2, 4, 4],
  [2, 1, 3, 3],
  [0, 0],
  [0, 2, 2],
];

/** Inverses, determinants and factors of square matrices. */
export const squareMatrixRows: readonly OperationRow[] = [
  {
    name: 'cholesky',
    variant: 'of x·xᵀ + 1',
    apply: x => graph.cholesky(graph.add(graph.matmul(x!, x!, { transposeB: true }), graph.cast(eye(Number(x!.shape.at(-1))), x!.dtype)) as Node) as Node,
    naive: x => eachMatrix(x!, lead => factor(gram(x!, lead))),
    cases: [...squares, [1, 1]].map((shape, seed) => [drawn(shape, seed, -0.8, 0.8)]),
    misfits: [[drawn([3], 1)], [drawn([], 1)]],
    notFinite: [{ inputs: [spoilt], output: plain([2, 2], ([i, j]) => (j! > i! ? 0 : NaN)) }],
    gradient: 'passes',
  },
  {
    name: 'inverse',
    apply: x => graph.inverse(x!) as Node,
    naive: x => eachMatrix(x!, lead => {
      const a = matrixAt(x!, lead);
      return a.map((_, i) => a.map((_, j) => unknown(a, a.map((_, k) => Number(k === j)), i)));
    }),
    cases: squares.map((shape, seed) => [matrices(shape, seed)]),
    misfits: [[drawn([3], 1)], [drawn([2, 3], 1)]],
    notFinite: [{ inputs: [spoilt], output: nothing([2, 2]) }],
    gradient: 'passes',
  },
  {
    name: 'determinant',
    apply: x => graph.determinant(x!) as Node,
    naive: x => plain(x!.shape.slice(0, -2), lead => determinant(matrixAt(x!, lead))),
    cases: squares.map((shape, seed) => [matrices(shape, seed)]),
    misfits: [[drawn([3], 1)], [drawn([2, 3], 1)]],
    notFinite: [{ inputs: [spoilt], output: nothing([]) }],
    gradient: 'passes',
  },
  {
    name: 'logDeterminant',
    apply: x => graph.logDeterminant(x!).logAbsDet as Node,
    naive: x => plain(x!.shape.slice(0, -2), lead => Math.log(Math.abs(determinant(matrixAt(x!, lead))))),
    cases: squares.map((shape, seed) => [matrices(shape, seed)]),
    misfits: [[drawn([3], 1)], [drawn([2, 3], 1)]],
    notFinite: [{ inputs: [spoilt], output: nothing([]) }],
    gradient: 'passes',
  },
  {
    name: 'logDeterminant',
    variant: 'its sign',
    apply: x => graph.logDeterminant(x!).sign as Node,
    naive: x => plain(x!.shape.slice(0, -2), lead => Math.sign(determinant(matrixAt(x!, lead)))),
    cases: squares.map((shape, seed) => [matrices(shape, seed)]),
    notFinite: [{ inputs: [spoilt], output: nothing([]) }],
    gradient: 'zero',
  },
]; // prettier-ignore
