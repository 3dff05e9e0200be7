import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';

const SECOND_HALF = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
const BOTH_FIRST_HALVES = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
const LOW_WORDS = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27];

/** Pushes the first or the second two lanes of the float32 vector in a local as float64. */
export function pushHalf(f: Func, x: number, half: 0 | 1): Func {
  f.get(x);
  if (half === 1) f.get(x).shuffle(SECOND_HALF);
  return f.op(f64x2.promoteLowF32x4);
}

/** Pushes the float64 of two locals, rounded to four float32. */
export function pushRounded(f: Func, [first, second]: readonly [number, number]): Func {
  f.get(first).op(f32x4.demoteF64x2Zero).get(second).op(f32x4.demoteF64x2Zero);
  return f.shuffle(BOTH_FIRST_HALVES);
}

/** Pushes the lower 32 bits of the four float64 in two locals. */
export function pushLowWords(f: Func, [first, second]: readonly [number, number]): Func {
  return f.get(first).get(second).shuffle(LOW_WORDS);
}
