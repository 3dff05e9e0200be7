import { type Sizes, stridesOf, type TypedArray } from '@thalweg/tensor';
import type { LoopInput, LoopKernel, LoopOutput } from '../wire/kernel.ts';
import type { Triangle } from '../wire/loops.ts';
import { factorize, refuseMatrix, subtractRow, swap } from './factors.ts';
import { broadcastStrides, startsOf } from './bind.ts';

/** Systems of linear equations along leading axes: the sizes of one, and where each has its matrix and its right-hand sides. */
interface Systems {
  readonly n: number;
  readonly columns: number;
  readonly lefts: readonly number[];
  readonly rights: readonly number[];
  /** The leading axes by which a matrix is named; none if all systems have one matrix. */
  readonly named: Sizes;
}

/** The systems of matrices `[…, n, n]` and right-hand sides `[…, n, columns]`, whose leading axes broadcast. */
function systemsOf(output: LoopOutput, [left, right]: readonly LoopInput[]): Systems {
  const batch = output.shape!.slice(0, -2);
  const [n, columns] = output.shape!.slice(-2) as [number, number];
  const starts = ({ shape }: LoopInput): number[] =>
    startsOf(batch, broadcastStrides(shape!.slice(0, -2), stridesOf(shape!), batch));
  const named = left!.shape!.length === 2 ? [] : batch;
  return { n, columns, lefts: starts(left!), rights: starts(right!), named };
}

const LOWER = { lower: true, unitDiagonal: true };

const UPPER = { lower: false, unitDiagonal: false };

/** A failure of a solution: the operation that it is a part of, and what matrices must be for it. */
export interface Requirement {
  readonly operation: string;
  readonly requirement: string;
}

/**
 * Solves systems of linear equations of matrices, or of their transposes, for the columns of others, in float64: by factors with
 * exchanged rows, and a sweep for each of them.
 */
export function solving(transpose: boolean, { operation, requirement }: Requirement): LoopKernel {
  const sweeps = (transpose ? [UPPER, LOWER] : [LOWER, UPPER]).map(factor => ({ ...factor, transpose }));
  return {
    kind: 'loop',
    loop: 'solve',
    parameters: { transpose },
    bind: (output, inputs) => {
      const { n, columns, lefts, rights, named } = systemsOf(output, inputs);
      const [matrix, x, rows] = [new Float64Array(n * n), new Float64Array(n * columns), new Int32Array(n)];
      const [left, right] = inputs;
      return () => {
        const out = output.write();
        lefts.forEach((start, index) => {
          factorizeInto(matrix, rows, left!.data, start);
          for (let row = 0; row < n; row++)
            if (matrix[row * (n + 1)] === 0)
              refuseMatrix(operation, { requirement, batch: named, matrix: index, row, pivot: 0 });
          const [from, to] = [rights[index]!, index * x.length];
          // The factors are those of the matrix with its rows in another order, in which it meets the right-hand sides.
          for (let i = 0; i < n; i++)
            for (let j = 0, at = from + (transpose ? i : rows[i]!) * columns; j < columns; j++)
              x[i * columns + j] = right!.data[at + j]!;
          for (const triangle of sweeps) sweep({ data: matrix, start: 0, n }, triangle, x, columns);
          for (let i = 0; i < n; i++)
            for (let j = 0, at = to + (transpose ? rows[i]! : i) * columns; j < columns; j++)
              out[at + j] = x[i * columns + j]!;
        });
      };
    },
  };
}

/** The factors of a matrix, and the row of it that each of their rows was. */
function factorizeInto(matrix: Float64Array, rows: Int32Array, from: TypedArray, start: number): void {
  for (let i = 0; i < matrix.length; i++) matrix[i] = from[start + i]!;
  for (let i = 0; i < rows.length; i++) rows[i] = i;
  factorize(matrix, rows.length, (i, j) => swap(rows, i, j));
}

/** A square matrix of which one triangle is read. */
interface Factor {
  readonly data: TypedArray;
  readonly start: number;
  readonly n: number;
}

/**
 * Solves a triangular system for each column of `x`, in place: from the first row to the last, or the other way. What was solved
 * is subtracted from a row in this order.
 *
 * - **Source** Golub and Van Loan, "Matrix Computations", 2013, §3.1.4
 */
function sweep({ data, start, n }: Factor, triangle: Triangle, x: Float64Array, columns: number): void {
  const [down, across] = triangle.transpose ? [1, n] : [n, 1];
  const isForward = triangle.lower !== triangle.transpose;
  const place = (turn: number): number => (isForward ? turn : n - 1 - turn);
  for (let turn = 0; turn < n; turn++) {
    const i = place(turn);
    for (let before = 0; before < turn; before++) {
      const j = place(before);
      subtractRow(x, i * columns, j * columns, data[start + i * down + j * across]!, columns);
    }
    if (triangle.unitDiagonal) continue;
    const pivot = data[start + i * (n + 1)]!;
    for (let j = 0; j < columns; j++) x[i * columns + j]! /= pivot;
  }
}

const requirement = 'matrices must have no zeros on their diagonals';

/** Solves triangular systems for the columns of matrices, in float64. */
export function triangularSolving(triangle: Triangle): LoopKernel {
  return {
    kind: 'loop',
    loop: 'triangularSolve',
    parameters: triangle,
    bind: (output, inputs) => {
      const { n, columns, lefts, rights, named } = systemsOf(output, inputs);
      const x = new Float64Array(n * columns);
      const [left, right] = inputs;
      const check = (start: number, matrix: number): void => {
        for (let row = 0; row < n; row++)
          if (left!.data[start + row * (n + 1)] === 0)
            refuseMatrix('triangularSolve', { requirement, batch: named, matrix, row, pivot: 0 });
      };
      return () => {
        if (!triangle.unitDiagonal) lefts.forEach(check);
        const out = output.write();
        lefts.forEach((start, matrix) => {
          const [from, to] = [rights[matrix]!, matrix * x.length];
          for (let i = 0; i < x.length; i++) x[i] = right!.data[from + i]!;
          sweep({ data: left!.data, start, n }, triangle, x, columns);
          for (let i = 0; i < x.length; i++) out[to + i] = x[i]!;
        });
      };
    },
  };
}
