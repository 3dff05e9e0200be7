import type { Func } from './func.ts';
import * as f32x4 from './opcodes/f32x4.ts';
import * as f64x2 from './opcodes/f64x2.ts';

/** Vectors that wide code sums at once, by the lanes of its machine: more do not fit into registers, and fewer wait for each other. */
export const SUMS_OF_WIDE_CODE: Readonly<Record<number, number>> = { 8: 12, 16: 16 };

/** The lanes of vectors that are at most as long as the registers of the machine, and as so many neighbouring elements: 4 or more. */
export function widestOf(lanes: number, elements: number): number {
  return lanes > 4 && lanes > elements ? widestOf(lanes / 2, elements) : lanes;
}

/** Pushes a vector of which so many lanes count: as many blocks of four are read as hold these. */
export function loadBlocks(f: Func, address: number, lanes: number, offset = 0): Func {
  return f.loadLanes(address, Math.min(f.lanes, 4 * Math.ceil(lanes / 4)), offset);
}

/** Pushes the first or the second two lanes of the float32 vector in a local as float64. */
export function pushHalf(f: Func, x: number, half: number): Func {
  f.get(x);
  if (half === 1) f.get(x).shuffle(2, 3, 2, 3);
  return f.op(f64x2.promoteLowF32x4);
}

/** Pushes the float64 of two locals, rounded to four float32. */
export function pushRounded(f: Func, [first, second]: readonly [number, number]): Func {
  f.get(first).op(f32x4.demoteF64x2Zero).get(second).op(f32x4.demoteF64x2Zero);
  return f.shuffle(0, 1, 4, 5);
}

/** Pushes the lower 32 bits of the four float64 in two locals. */
export function pushLowWords(f: Func, [first, second]: readonly [number, number]): Func {
  return f.get(first).get(second).shuffle(0, 2, 4, 6);
}

/** Swaps rows and columns of the 4×4 matrix whose rows are in four locals. */
export function transpose4(f: Func, rows: readonly number[]): void {
  const [a, b, c, d] = rows as [number, number, number, number];
  const [low, high, low2, high2] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')];
  f.get(a).get(b).shuffle(0, 4, 1, 5).set(low);
  f.get(a).get(b).shuffle(2, 6, 3, 7).set(high);
  f.get(c).get(d).shuffle(0, 4, 1, 5).set(low2);
  f.get(c).get(d).shuffle(2, 6, 3, 7).set(high2);
  f.get(low).get(low2).shuffle(0, 1, 4, 5).set(a);
  f.get(low).get(low2).shuffle(2, 3, 6, 7).set(b);
  f.get(high).get(high2).shuffle(0, 1, 4, 5).set(c);
  f.get(high).get(high2).shuffle(2, 3, 6, 7).set(d);
}
