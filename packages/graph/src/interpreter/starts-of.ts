import type { Sizes } from '@thalweg/tensor';

/** The offsets of the matrices along leading axes. */
export function startsOf(batch: Sizes, strides: readonly number[]): number[] {
  return batch.reduce<number[]>(
    (starts, length, axis) => starts.flatMap(start => Array.from({ length }, (_, i) => start + i * strides[axis]!)),
    [0],
  );
}
