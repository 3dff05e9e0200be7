/** Inserts a number into its place among `count` sorted numbers from `at` on; there must be room for one more. */
export function sortedInsert(sorted: Float64Array, at: number, count: number, x: number): void {
  const place = sortedPlace(sorted, at, count, x);
  sorted.copyWithin(place + 1, place, at + count);
  sorted[place] = x;
}

/** Returns the index of the first of `count` sorted numbers from `at` on that is not less than `x`; past the last if none is. */
export function sortedPlace(sorted: Float64Array, at: number, count: number, x: number): number {
  let from = at;
  let to = at + count;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle]! < x) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Returns the quantile `p` of `count` sorted numbers from `at` on, with linear interpolation. NaN if there are none. */
export function betweenSorted(sorted: Float64Array, at: number, count: number, p: number): number {
  if (count === 0) return NaN;
  const place = p * (count - 1);
  const below = Math.floor(place);
  const least = sorted[at + below]!;
  return below === place ? least : least + (place - below) * (sorted[at + below + 1]! - least);
}
