import { allocate, philox, type Key } from '@thalweg/tensor';

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
