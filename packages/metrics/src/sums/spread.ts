/** The numbers of a spread: the origin, the mean from there, and the sum of squared distances from the mean. */
export const SPREAD_SIZE = 3;

/**
 * Adds a number to a spread that is in `state` from `at` on, where `weights` is the weight of all numbers with this one. The
 * first number is the origin from which others are measured, so that no digits are lost if numbers are far from 0.
 *
 * - **Source** West, "Updating Mean and Variance Estimates: An Improved Method", 1979
 */
export function addToSpread(
  state: Float64Array,
  at: number,
  { value, weight, weights }: { readonly value: number; readonly weight: number; readonly weights: number },
): void {
  if (weights === weight) state[at] = value;
  const distance = value - state[at]! - state[at + 1]!;
  state[at + 1]! += distance * (weight / weights);
  state[at + 2]! += weight * distance * (value - state[at]! - state[at + 1]!);
}

/**
 * Adds the numbers of another spread, of numbers with some weights.
 *
 * - **Source** Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979
 */
export function mergeSpreads(
  state: Float64Array,
  other: Float64Array,
  { at, weights, others }: { readonly at: number; readonly weights: number; readonly others: number },
): void {
  const share = others / (weights + others);
  const distance = other[at]! - state[at]! + (other[at + 1]! - state[at + 1]!);
  state[at + 2]! += other[at + 2]! + distance * distance * share * weights;
  state[at + 1]! += distance * share;
}
