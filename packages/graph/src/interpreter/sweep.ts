import type { TypedArray } from '@thalweg/tensor';
import type { Triangle } from '../wire/loops.ts';
import { subtractRow } from './subtract-row.ts';

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
export function sweep({ data, start, n }: Factor, triangle: Triangle, x: Float64Array, columns: number): void {
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
