import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import { polynomial } from './polynomial.ts';

/** ln 2 in two parts: the first has 9 bits, so that its product with a whole number below 2¹⁵ is exact. */
export const LN2 = { high: 0.693359375, low: -2.12194440054690583e-4 } as const;

// Added and taken away again, it rounds to whole numbers, and the number's last bits are the whole number's.
const ROUNDER = 1.5 * 2 ** 23;
const ROUNDER_BITS = 0x4b400000;

// (eʳ − 1 − r)/r² where |r| ≤ ln 2/2, to 2⁻²⁸ of eʳ.
const TAIL = [0.001381949, 0.0083686905, 0.04166828, 0.16666521, 0.49999994];

/**
 * Splits eˣ into 2ⁿ·eʳ, n whole and |r| ≤ ln 2/2, for |x| < 2¹⁴, and pushes eʳ − 1. Gives the local that holds n.
 *
 * - **Source** Cody, Waite, "Software Manual for the Elementary Functions", 1980, ch. 6: the split; the polynomial is
 *   fitted to it anew
 */
export function powerOfE(f: Func, x: number): number {
  const [n, r] = [f.local('v128'), f.local('v128')];
  f.get(x).f32x4(Math.LOG2E).op(f32x4.mul).f32x4(ROUNDER).op(f32x4.add).tee(n);
  f.f32x4(ROUNDER).op(f32x4.sub).set(r);
  f.get(x).get(r).f32x4(LN2.high).op(f32x4.mul).op(f32x4.sub);
  f.get(r).f32x4(LN2.low).op(f32x4.mul).op(f32x4.sub).set(r);
  f.get(n).i32x4(ROUNDER_BITS).op(i32x4.sub).set(n);
  polynomial(f, r, TAIL).get(r).op(f32x4.mul).get(r).op(f32x4.mul).get(r).op(f32x4.add);
  return n;
}

/** Pushes 2ⁿ of the whole numbers on the stack, −126 ≤ n ≤ 127. */
export function powerOfTwo(f: Func): Func {
  return f.i32(23).op(i32x4.shl).f32x4(1).op(i32x4.add);
}
