/**
 * Adds to a sum that is kept in two numbers: `sums[at]`, and what rounding cut off in `sums[at + 1]`. So numbers that are
 * added and later subtracted leave no trace in a sum that never ends.
 *
 * - **Source** Knuth, "The Art of Computer Programming" vol. 2, §4.2.2, theorem B; Dekker, "A Floating-Point Technique for
 *   Extending the Available Precision", 1971
 */
export function addTo(sums: Float64Array, at: number, value: number): void {
  const high = sums[at]!;
  const sum = high + value;
  const taken = sum - high;
  const low = sums[at + 1]! + (high - (sum - taken) + (value - taken));
  const rounded = sum + low;
  sums[at] = rounded;
  sums[at + 1] = low - (rounded - sum);
}
