import { allocate } from '@thalweg/tensor';
import type { StateClaims } from '../state-claims.ts';
/** The part of a metric whose state consists of weighted sums. */
export interface Sums {
  initial(): Float64Array;
  merge(sums: Float64Array, other: Float64Array): void;
  scale(sums: Float64Array, factor: number): void;
  check(sums: Float64Array, is: StateClaims): void;
}

/** Returns the parts of a metric with `size` sums. */
export function sumsOf(size: number): Sums {
  return { initial: () => allocate('float64', size), merge, scale, check };
}

function merge(sums: Float64Array, other: Float64Array): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += other[i]!;
}

/** Sums of weights and losses are not below 0. A loss may be infinite. */
function check(sums: Float64Array, is: StateClaims): void {
  for (const sum of sums) is.amounts({ 'a sum': sum });
}

function scale(sums: Float64Array, factor: number): void {
  for (let i = 0; i < sums.length; i++) sums[i]! *= factor;
}
