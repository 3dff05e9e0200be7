import type { TypedArray } from '@thalweg/tensor';

/** Copies so many elements from a position on to the beginning of an array of the same type. */
export function copyElements(to: TypedArray, from: TypedArray, start: number, count: number): void {
  // A call for one element costs more than the element, and a part of an array is an object more.
  if (count === 1) to[0] = from[start]!;
  else to.set(count === from.length ? from : from.subarray(start, start + count));
}
