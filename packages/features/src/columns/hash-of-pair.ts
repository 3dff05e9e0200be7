/**
 * Returns the MurmurHash3, as an int32, of the four bytes of `second`, the lowest first, with `first` as the seed: the hash of
 * a pair of features, as `hashFeatures` in `@thalweg/online` has it.
 *
 * - **Source** Appleby, "SMHasher", MurmurHash3.cpp, 2011, `MurmurHash3_x86_32` for one block
 */
export function hashOfPair(first: number, second: number): number {
  let k = Math.imul(second, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  let h = first ^ k;
  h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  h ^= 4;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
