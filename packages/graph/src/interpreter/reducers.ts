import type { TypedArray } from '@thalweg/tensor';
import { firstHalf, type Reducer } from './reduce.ts';

/** The most terms that are added one after another: with 64, the sum of 10⁷ tenths is no longer within 1e-15. */
const SUMMED_IN_ORDER = 32;

/**
 * Σ xᵢ, in pairs of blocks: the error grows with the logarithm of the number of terms.
 *
 * - **Source** Higham, "The Accuracy of Floating Point Summation", 1993, §2
 */
export const summing: Reducer = {
  name: 'sum',
  start: 0,
  block: SUMMED_IN_ORDER,
  row(x, start, length) {
    if (length === 4 * SUMMED_IN_ORDER) return fourBlocks(x, start);
    if (length > SUMMED_IN_ORDER) {
      const half = firstHalf(length, SUMMED_IN_ORDER);
      return summing.row(x, start, half) + summing.row(x, start + half, length - half);
    }
    let sum = 0;
    for (let i = start; i < start + length; i++) sum += x[i]!;
    return sum;
  },
  rows(into, x, start, length) {
    for (let i = 0; i < length; i++) into[i]! += x[start + i]!;
  },
};

/** Four blocks at a time, so that no addition waits for the one before. */
function fourBlocks(x: TypedArray, start: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = start; i < start + SUMMED_IN_ORDER; i++) {
    a += x[i]!;
    b += x[i + SUMMED_IN_ORDER]!;
    c += x[i + 2 * SUMMED_IN_ORDER]!;
    d += x[i + 3 * SUMMED_IN_ORDER]!;
  }
  return a + b + (c + d);
}

/** Π xᵢ */
export const multiplying: Reducer = {
  name: 'prod',
  start: 1,
  row(x, start, length) {
    let product = 1;
    for (let i = start; i < start + length; i++) product *= x[i]!;
    return product;
  },
  rows(into, x, start, length) {
    for (let i = 0; i < length; i++) into[i]! *= x[start + i]!;
  },
};

/** max xᵢ; NaN if one is. */
export const largest: Reducer = {
  name: 'max',
  start: -Infinity,
  row(x, start, length) {
    let most = -Infinity;
    for (let i = start; i < start + length; i++) most = Math.max(most, x[i]!);
    return most;
  },
  rows(into, x, start, length) {
    for (let i = 0; i < length; i++) into[i] = Math.max(into[i]!, x[start + i]!);
  },
};

/** min xᵢ; NaN if one is. */
export const smallest: Reducer = {
  name: 'min',
  start: Infinity,
  row(x, start, length) {
    let least = Infinity;
    for (let i = start; i < start + length; i++) least = Math.min(least, x[i]!);
    return least;
  },
  rows(into, x, start, length) {
    for (let i = 0; i < length; i++) into[i] = Math.min(into[i]!, x[start + i]!);
  },
};
