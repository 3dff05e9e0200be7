import type { TypedArray } from '@thalweg/tensor';
import type { LoopKernel } from '../wire/kernel.ts';
import { factorize, swap } from './factorize.ts';
import { refuseMatrix } from './refuse-matrix.ts';
import { sweep } from './sweep.ts';
import { systemsOf } from './systems.ts';

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
