import { sizeOf, type TypedArray } from '@thalweg/tensor';
import type { LoopKernel } from '../wire/kernel.ts';
import { refuseMatrix } from './refuse-matrix.ts';
import { subtractRow } from './subtract-row.ts';

/** The lower factors of the symmetric parts of matrices, in float64. */
export const choleskyFactors: LoopKernel = {
  kind: 'loop',
  loop: 'cholesky',
  parameters: {},
  bind: (output, [input]) => {
    const batch = output.shape!.slice(0, -2);
    const n = output.shape!.at(-1)!;
    const count = sizeOf(batch);
    // The transposed factor, so that what is subtracted lies in rows.
    const upper = new Float64Array(n * n);
    return () => {
      const out = output.write();
      for (let matrix = 0; matrix < count; matrix++) {
        loadSymmetric(upper, input!.data, matrix * n * n, n);
        const row = factorize(upper, n);
        if (row >= 0) {
          const pivot = upper[row * n + row]!;
          refuseMatrix('cholesky', { requirement: 'matrices must be positive definite', batch, matrix, row, pivot });
        }
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) out[(matrix * n + i) * n + j] = j > i ? 0 : upper[j * n + i]!;
      }
    };
  },
};

/** Halves are added off the diagonal: no sum of them overflows. */
function loadSymmetric(upper: Float64Array, x: TypedArray, start: number, n: number): void {
  for (let i = 0; i < n; i++) {
    upper[i * n + i] = x[start + i * n + i]!;
    for (let j = i + 1; j < n; j++) upper[i * n + j] = 0.5 * x[start + j * n + i]! + 0.5 * x[start + i * n + j]!;
  }
}

/**
 * Replaces the upper triangle of a symmetric matrix by its factor. Returns the row of a pivot that is not positive, or −1.
 *
 * - **Source** Golub and Van Loan, "Matrix Computations", 2013, algorithm 4.2.2, row by row
 */
function factorize(upper: Float64Array, n: number): number {
  for (let k = 0; k < n; k++) {
    const diagonal = k * n + k;
    if (upper[diagonal]! <= 0) return k;
    const pivot = Math.sqrt(upper[diagonal]!);
    upper[diagonal] = pivot;
    for (let j = 1; j < n - k; j++) upper[diagonal + j]! /= pivot;
    for (let i = k + 1; i < n; i++) subtractRow(upper, i * n + i, k * n + i, upper[k * n + i]!, n - i);
  }
  return -1;
}
