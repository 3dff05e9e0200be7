/** Returns the quantile `p` of `count` sorted numbers from `at` on, with linear interpolation. NaN if there are none. */
export function betweenSorted(sorted: Float64Array, at: number, count: number, p: number): number {
  if (count === 0) return NaN;
  const place = p * (count - 1);
  const below = Math.floor(place);
  const least = sorted[at + below]!;
  return below === place ? least : least + (place - below) * (sorted[at + below + 1]! - least);
}
