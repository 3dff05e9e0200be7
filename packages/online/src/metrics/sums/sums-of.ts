import { allocate } from '@thalweg/tensor';
/** The part of a metric whose state consists of weighted sums. */
export interface Sums {
  initial(): Float64Array;
  merge(sums: Float64Array, other: Float64Array): void;
  scale(sums: Float64Array, factor: number): void;
}

/** Returns the parts of a metric with `size` sums. */
export function sumsOf(size: number): Sums {
  return { initial: () => allocate('float64', size), merge, scale };
}

function merge(sums: Float64Array, other: Float64Array): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += other[i]!;
}

function scale(sums: Float64Array, factor: number): void {
  for (let i = 0; i < sums.length; i++) sums[i]! *= factor;
}
