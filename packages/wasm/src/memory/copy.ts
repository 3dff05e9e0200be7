import type { TypedArray } from '@thalweg/tensor';

/** Copies so many elements from a position on to the beginning of an array of the same type. */
export function copyElements(to: TypedArray, from: TypedArray, start: number, count: number): void {
  // For one element, a call costs more than the element, and `subarray` makes one more object.
  if (count === 1) to[0] = from[start]!;
  else to.set(count === from.length ? from : from.subarray(start, start + count));
}
