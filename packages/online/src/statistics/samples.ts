import { allocate, type Key, philox } from '@thalweg/tensor';

/**
 * Draws `size` different whole numbers below `bound`, every set equally likely: set number `counter` of the key. Each drawn
 * number is uniform up to one part in `2³²/bound`.
 *
 * Memory is allocated once, so that drawing makes no garbage.
 *
 * - **Source** Floyd, in Bentley, "Programming Pearls: A Sample of Brilliance", CACM 30(9), 1987
 */
export function indexSampler(key: Key, bound: number, size: number): (counter: number) => Int32Array {
  const drawn = allocate('int32', size);
  const taken = allocate('bool', bound);
  const words = new Uint32Array(4);
  const position = new Uint32Array(4);
  return counter => {
    position[0] = counter;
    position[1] = counter / 2 ** 32;
    for (let i = 0; i < size; i++) {
      position[2] = i >>> 2;
      if ((i & 3) === 0) philox(words, key, position);
      const last = bound - size + i;
      const index = Math.floor((words[i & 3]! / 2 ** 32) * (last + 1));
      drawn[i] = taken[index] === 1 ? last : index;
      taken[drawn[i]!] = 1;
    }
    for (let i = 0; i < size; i++) taken[drawn[i]!] = 0;
    return drawn;
  };
}

/** Returns the largest distance of the distribution functions of two sorted samples of the same size. */
export function kolmogorovDistance(a: Float64Array, b: Float64Array): number {
  let [i, j, most] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    // All that are alike are passed on both sides before the functions are compared.
    while (i < a.length && a[i]! <= value) i++;
    while (j < b.length && b[j]! <= value) j++;
    most = Math.max(most, Math.abs(i - j));
  }
  return most / a.length;
}

/** Inserts a number in order among `count` sorted numbers from `at` on; there must be room for one more. */
export function sortedInsert(sorted: Float64Array, at: number, count: number, x: number): void {
  const index = sortedIndex(sorted, at, count, x);
  sorted.copyWithin(index + 1, index, at + count);
  sorted[index] = x;
}

/** Returns the index of the first of `count` sorted numbers from `at` on that is not less than `x`; past the last if none is. */
export function sortedIndex(sorted: Float64Array, at: number, count: number, x: number): number {
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
  const index = p * (count - 1);
  const below = Math.floor(index);
  const least = sorted[at + below]!;
  return below === index ? least : least + (index - below) * (sorted[at + below + 1]! - least);
}
