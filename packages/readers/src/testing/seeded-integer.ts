/**
 * Returns a function that draws whole numbers from 0 to `limit` − 1; a seed always gives the same ones.
 *
 * - **Source** Steele and others, "Fast splittable pseudorandom number generators", 2014, with 32 bits
 */
export function seededInteger(seed: number): (limit: number) => number {
  let state = seed | 0;
  return limit => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return Math.floor((((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32) * limit);
  };
}
