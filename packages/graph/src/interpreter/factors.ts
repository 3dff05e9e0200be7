import { sizeOf, type Sizes, type TypedArray } from '@thalweg/tensor';
import { NumericError } from '../errors/numeric-error.ts';
import type { LoopKernel } from '../wire/kernel.ts';
import type { Loops } from '../wire/loops.ts';

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
        const row = factorizeSymmetric(upper, n);
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
function factorizeSymmetric(upper: Float64Array, n: number): number {
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

/** The determinants of matrices, their signs, or the logarithms of their absolute values, from their pivots in float64. */
export function determinants(of: Loops['determinant']['of']): LoopKernel {
  return {
    kind: 'loop',
    loop: 'determinant',
    parameters: { of },
    bind: (output, [input]) => {
      const n = input!.shape!.at(-1)!;
      const count = sizeOf(output.shape!);
      const matrix = new Float64Array(n * n);
      return () => {
        const out = output.write();
        for (let index = 0; index < count; index++) {
          for (let i = 0; i < matrix.length; i++) matrix[i] = input!.data[index * matrix.length + i]!;
          let result = factorize(matrix, n, () => {});
          if (of === 'logarithm') result = 0;
          for (let i = 0; i < matrix.length; i += n + 1) {
            if (of === 'logarithm') result += Math.log(Math.abs(matrix[i]!));
            else result *= of === 'sign' ? signOf(matrix[i]!) : matrix[i]!;
          }
          // No zero is negative.
          out[index] = result + 0;
        }
      };
    },
  };
}

function signOf(x: number): number {
  return x === 0 ? 0 : Math.sign(x);
}

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

/** Subtracts a multiple of some elements from as many others; compiled code does it with the same roundings. */
export function subtractRow(x: Float64Array, to: number, from: number, factor: number, count: number): void {
  for (let j = 0; j < count; j++) x[to + j]! -= factor * x[from + j]!;
}

/** A matrix that an operation cannot take: what it must be, its place along the leading axes, and the pivot that is wrong. */
interface Refused {
  readonly requirement: string;
  readonly batch: Sizes;
  readonly matrix: number;
  readonly row: number;
  readonly pivot: number;
}

/** Fails a pass because of one matrix, and names it if there are several. */
export function refuseMatrix(operation: string, { requirement, batch, matrix, row, pivot }: Refused): never {
  const which = batch.length === 0 ? '' : ` of matrix [${placeIn(batch, matrix).join(', ')}]`;
  throw new NumericError(
    operation,
    requirement,
    `the pivot ${pivot} in row ${row}${which}`,
    'Add a small number to its diagonal, or look at what it is made from.',
  );
}

/** The position of the n-th matrix along each of the axes. */
function placeIn(batch: Sizes, n: number): number[] {
  const places: number[] = [];
  let rest = n;
  for (const length of [...batch].reverse()) {
    places.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return places;
}
