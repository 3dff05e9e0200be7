import type { Sizes } from '@thalweg/tensor';
import * as graph from '@thalweg/graph';
import type { Node, SolveOptions, TriangularSolveOptions } from '@thalweg/graph';
import { matrices, matrixAt, nothing, spoilt, unknown, type Matrix } from './cramer.ts';
import type { NotFinite, OperationRow } from '../laws/operation-row.ts';
import { drawn, joined, plain, type Plain } from '../laws/plain.ts';

const swapped = (a: Matrix): Matrix => a.map((_, j) => a.map(row => row[j]!));

/** Solutions of systems whose matrices a function reads. */
function solutions(read: (a: Plain, lead: readonly number[]) => Matrix): (a: Plain, b: Plain) => Plain {
  return (a, b) => {
    if (b.shape.length === 1)
      return plain([...a.shape.slice(0, -2), b.shape[0]!], index =>
        unknown(read(a, index.slice(0, -1)), b.data, index.at(-1)!),
      );
    const batch = joined(a.shape.slice(0, -2), b.shape.slice(0, -2));
    return plain([...batch, ...b.shape.slice(-2)], index => {
      const [lead, i, column] = [index.slice(0, -2), index.at(-2)!, index.at(-1)!];
      const side = matrixAt(b, lead).map(row => row[column]!);
      return unknown(read(a, lead), side, i);
    });
  };
}

const pairs: readonly (readonly [Sizes, Sizes])[] = [
  [[3, 3], [3]],
  [[2, 2, 2], [2]],
  [[4, 4], [4, 3]],
  [[1, 3, 3], [3, 1]],
  [[2, 4, 4], [4, 2]],
  [[4, 4], [3, 4, 1]],
  [[2, 1, 2, 2], [3, 2, 2]],
  [[0, 0], [0, 2]],
  [[2, 2], [2, 0]],
  [[0, 2, 2], [2, 1]],
]; // prettier-ignore

/** The same for triangles: where −0 is tried, in the middle of the elements, is no diagonal. */
const triangles: readonly (readonly [Sizes, Sizes])[] = [
  [[2, 2], [2]],
  [[4, 4], [4, 3]],
  [[1, 4, 4], [4, 1]],
  [[3, 2, 2], [2]],
  [[4, 4], [3, 4, 1]],
  [[3, 1, 2, 2], [2, 2, 2]],
  [[0, 0], [0, 2]],
  [[2, 2], [2, 0]],
  [[0, 2, 2], [2, 1]],
]; // prettier-ignore

const misfits = [
  [drawn([2, 3], 1), drawn([2], 1)],
  [drawn([2, 2], 1), drawn([3], 1)],
  [drawn([2, 2], 1), drawn([], 1)],
  [drawn([3], 1), drawn([3], 1)],
  [drawn([2, 2, 2], 1), drawn([3, 2, 1], 1)],
];

function solving(transpose: boolean): OperationRow {
  const options: SolveOptions = { transpose };
  return {
    name: 'solve',
    ...(transpose && { variant: 'aᵀ·x = b' }),
    apply: (a, b) => (transpose ? graph.solve(a!, b!, options) : graph.solve(a!, b!)) as Node,
    naive: (a, b) => solutions((x, lead) => (transpose ? swapped(matrixAt(x, lead)) : matrixAt(x, lead)))(a!, b!),
    cases: pairs.map(([a, b], seed) => [matrices(a, seed), drawn(b, seed + 50)]),
    misfits,
    notFinite: [{ inputs: [spoilt, drawn([2], 1)], output: nothing([2]) }],
    gradient: 'passes',
  };
}

function triangular(options: Required<TriangularSolveOptions>): OperationRow {
  const { lower, transpose, unitDiagonal } = options;
  const counts = (x: number, i: number, j: number): number => {
    if (i === j) return unitDiagonal ? 1 : x;
    return j < i === lower ? x : 0;
  };
  const forward = lower !== transpose;
  const inFirst: NotFinite = {
    inputs: [{ ...spoilt, data: [2, 1, 1, 4] }, { shape: [2], data: forward ? [NaN, 1] : [1, NaN], dtype: 'real' }],
    output: nothing([2]),
  };
  return {
    name: 'triangularSolve',
    variant: `${lower ? 'lower' : 'upper'}${transpose ? ', transposed' : ''}${unitDiagonal ? ', unit diagonal' : ''}`,
    apply: (a, b) => graph.triangularSolve(a!, b!, options) as Node,
    naive: (a, b) => solutions((x, lead) => {
      const triangle = matrixAt(x, lead, counts);
      return transpose ? swapped(triangle) : triangle;
    })(a!, b!),
    cases: triangles.map(([a, b], seed) => [matrices(a, seed, false), drawn(b, seed + 50)]),
    misfits,
    notFinite: [inFirst],
    gradient: 'passes',
  };
} // prettier-ignore

/** Solutions of linear equations. */
export const solutionRows: readonly OperationRow[] = [
  solving(false),
  solving(true),
  ...[false, true].flatMap(lower =>
    [false, true].flatMap(transpose =>
      [false, true].map(unitDiagonal => triangular({ lower, transpose, unitDiagonal })),
    ),
  ),
];
