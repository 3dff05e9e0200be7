import type { Tensor } from '@thalweg/tensor';

/**
 * The square root of the mean of the squares of all elements; NaN if there are none.
 *
 * - **Shape** any
 *
 * @example
 * rootMeanSquare(tensor([1, 7])) // => 5
 */
export function rootMeanSquare(x: Tensor): number {
  let squares = 0;
  for (const element of x.data) squares += element * element;
  return Math.sqrt(squares / x.size);
}
