import type { Func } from '../assembler/func.ts';

/** Bytes of four float32, by their numbers among the eight of two vectors. */
const lanes = (...four: readonly number[]): number[] => four.flatMap(i => [4 * i, 4 * i + 1, 4 * i + 2, 4 * i + 3]);

/** The lanes of two vectors in turn: the first two of each. */
export const INTERLEAVE_LOW: readonly number[] = /* @__PURE__ */ lanes(0, 4, 1, 5);
/** The last two of each. */
export const INTERLEAVE_HIGH: readonly number[] = /* @__PURE__ */ lanes(2, 6, 3, 7);
/** The first halves of two vectors. */
export const LOW_HALVES: readonly number[] = /* @__PURE__ */ lanes(0, 1, 4, 5);
/** Their second halves. */
export const HIGH_HALVES: readonly number[] = /* @__PURE__ */ lanes(2, 3, 6, 7);

/** Swaps rows and columns of the 4×4 matrix whose rows are in four locals. */
export function transpose4(f: Func, rows: readonly number[]): void {
  const [a, b, c, d] = rows as [number, number, number, number];
  const [low, high, low2, high2] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')];
  f.get(a).get(b).shuffle(INTERLEAVE_LOW).set(low);
  f.get(a).get(b).shuffle(INTERLEAVE_HIGH).set(high);
  f.get(c).get(d).shuffle(INTERLEAVE_LOW).set(low2);
  f.get(c).get(d).shuffle(INTERLEAVE_HIGH).set(high2);
  f.get(low).get(low2).shuffle(LOW_HALVES).set(a);
  f.get(low).get(low2).shuffle(HIGH_HALVES).set(b);
  f.get(high).get(high2).shuffle(LOW_HALVES).set(c);
  f.get(high).get(high2).shuffle(HIGH_HALVES).set(d);
}
