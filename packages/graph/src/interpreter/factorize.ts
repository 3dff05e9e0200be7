import { subtractRow } from './subtract-row.ts';

/**
 * Replaces a matrix of `n` rows by its factors: those of `L`, whose diagonal is 1, below the diagonal, and those of `U`. The
 * rows are exchanged so that each pivot is the largest of its column; of equals the first, and a NaN counts as the largest.
 * A column of zeros stays unchanged.
 *
 * - **Source** Golub and Van Loan, "Matrix Computations", 2013, algorithm 3.4.1
 *
 * @returns 1 after an even number of exchanges, else −1
 */
export function factorize(matrix: Float64Array, n: number, exchange: (k: number, chosen: number) => void): number {
  let sign = 1;
  for (let k = 0; k < n; k++) {
    const chosen = pivotOf(matrix, n, k);
    if (chosen !== k) {
      for (let j = 0; j < n; j++) swap(matrix, k * n + j, chosen * n + j);
      exchange(k, chosen);
      sign = -sign;
    }
    if (matrix[k * n + k] !== 0) eliminate(matrix, n, k);
  }
  return sign;
}

function pivotOf(matrix: Float64Array, n: number, k: number): number {
  let chosen = k;
  let most = Math.abs(matrix[k * n + k]!);
  for (let i = k + 1; i < n; i++) {
    const size = Math.abs(matrix[i * n + k]!);
    // Once there is a NaN, it stays.
    if (size <= most || Number.isNaN(most)) continue;
    chosen = i;
    most = size;
  }
  return chosen;
}

function eliminate(matrix: Float64Array, n: number, k: number): void {
  const pivot = k * n + k;
  for (let i = k + 1; i < n; i++) {
    const at = i * n + k;
    const factor = matrix[at]! / matrix[pivot]!;
    matrix[at] = factor;
    subtractRow(matrix, at + 1, pivot + 1, factor, n - 1 - k);
  }
}

/** Puts two elements in each other's place. */
export function swap(list: Float64Array | Int32Array, i: number, j: number): void {
  const kept = list[i]!;
  list[i] = list[j]!;
  list[j] = kept;
}
