import type { Sizes } from '@thalweg/tensor';
import { at, drawn, plain, type Plain } from '../laws/plain.ts';

/** A matrix by rows. */
export type Matrix = readonly (readonly number[])[];

/** The determinant by its expansion along the first row. */
export function determinant(a: Matrix): number {
  const minor = (column: number): Matrix => a.slice(1).map(row => row.filter((_, j) => j !== column));
  return a.length === 0 ? 1 : a[0]!.reduce((sum, x, j) => sum + (-1) ** j * x * determinant(minor(j)), 0);
}

/** The i-th unknown of a system by Cramer's rule. */
export function unknown(a: Matrix, b: readonly number[], i: number): number {
  const replaced = a.map((row, k) => row.map((x, j) => (j === i ? b[k]! : x)));
  return determinant(replaced) / determinant(a);
}

/** The matrix of a value at a place along the leading axes of all, which it may be repeated along. */
export function matrixAt(
  x: Plain,
  lead: readonly number[],
  of: (x: number, i: number, j: number) => number = x => x,
): Matrix {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const own = lead.slice(lead.length + 2 - x.shape.length);
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => of(at(x, [...own, i, j]), i, j)),
  );
}

/** Matrices near a number times the identity with its rows exchanged. */
export function matrices(shape: Sizes, seed: number, exchanged = true): Plain {
  const n = shape.at(-1)!;
  const { data } = drawn(shape, seed, -0.75, 0.75);
  let place = 0;
  return plain(shape, index => {
    const [i, j] = index.slice(-2) as [number, number];
    return data[place++]! + (j === (exchanged ? (i + 1) % n : i) ? 2 : 0);
  });
}

/** A matrix in which nothing but NaN can come of a NaN. */
export const spoilt: Plain = { shape: [2, 2], data: [NaN, 1, 1, 3], dtype: 'real' };
/** NaN in a shape. */
export const nothing = (shape: Sizes): Plain => plain(shape, () => NaN);
