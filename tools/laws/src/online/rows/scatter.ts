/** A number from 0 to 1 for each whole number: all over the place, and always the same (a golden ratio sequence, folded). */
export function scatter(number: number, stream = 1): number {
  const x = (number * 0.6180339887498949 + (number % 97) * 0.7548776662466927 * stream) % 1;
  return x;
}
