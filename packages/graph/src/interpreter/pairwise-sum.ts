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
  if (length > 4 * BLOCK) {
    const half = firstHalf(length, BLOCK);
    return pairwiseSum(x, start, half) + pairwiseSum(x, start + half, length - half);
  }
  // Up to four blocks by one call; the sum of those that there are not is 0.
  const third = start + 2 * BLOCK;
  return (
    inOrder(x, start, start + BLOCK) +
    inOrder(x, start + BLOCK, Math.min(third, end)) +
    (inOrder(x, third, Math.min(third + BLOCK, end)) + inOrder(x, third + BLOCK, end))
  );
}

function inOrder(x: TypedArray, start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += x[i]!;
  // A block of int32 is exact, and wrapped; float64 would round what is above 2⁵³.
  return x instanceof Int32Array ? sum | 0 : sum;
}
