import type { TypedArray } from '@thalweg/tensor';
import { firstHalf } from './reduce.ts';

/** The most terms that are added one after another: with 64, the sum of 10⁷ tenths is no longer within 1e-15. */
export const BLOCK = 32;

/**
 * Σ xᵢ of `length` elements: blocks in order, and their sums in pairs. The error grows with the logarithm of the length.
 *
 * - **Source** Higham, "The Accuracy of Floating Point Summation", 1993, §2
 */
export function pairwiseSum(x: TypedArray, start: number, length: number): number {
  const end = start + length;
  if (length <= BLOCK) return inOrder(x, start, end);
  return length < 4 * BLOCK ? upToFour(x, start, end) : inPairs(x, start, length);
}

function inPairs(x: TypedArray, start: number, length: number): number {
  if (length === 4 * BLOCK) return four(x, start);
  if (length < 4 * BLOCK) return upToFour(x, start, start + length);
  const half = firstHalf(length, 4 * BLOCK);
  return inPairs(x, start, half) + inPairs(x, start + half, length - half);
}

/** Four blocks at a time, so that no addition waits for the one before. */
function four(x: TypedArray, start: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = start; i < start + BLOCK; i++) {
    a += x[i]!;
    b += x[i + BLOCK]!;
    c += x[i + 2 * BLOCK]!;
    d += x[i + 3 * BLOCK]!;
  }
  return a + b + (c + d);
}

/** One to four blocks, of which the last may be shorter; the sum of those that there are not is 0. */
function upToFour(x: TypedArray, start: number, end: number): number {
  const [second, third, fourth] = [start + BLOCK, start + 2 * BLOCK, start + 3 * BLOCK];
  const first = inOrder(x, start, Math.min(second, end)) + inOrder(x, second, Math.min(third, end));
  return first + (inOrder(x, third, Math.min(fourth, end)) + inOrder(x, fourth, end));
}

function inOrder(x: TypedArray, start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += x[i]!;
  return sum;
}
