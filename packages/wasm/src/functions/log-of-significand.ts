import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import { polynomial } from './polynomial.ts';
import { LN2 } from './power-of-e.ts';

const ROOT_OF_HALF_BITS = 0x3f3504f3;

// (2 artanh s/s − 2)/s² of s², where |s| ≤ 3 − √8, to 2⁻³⁰ of the logarithm.
const TAIL = [0.29871735, 0.39977562, 0.66666776];

/** Locals with the whole number e and with m − 1, both in float32, such that x = m·2ᵉ and √½ ≤ m < √2; x is normal. */
export function splitAtRoot(f: Func, x: number): { exponent: number; fraction: number } {
  const [exponent, fraction] = [f.local('v128'), f.local('v128')];
  f.get(x).i32x4(ROOT_OF_HALF_BITS).op(i32x4.sub).i32(23).op(i32x4.shrS).set(exponent);
  f.get(x).get(exponent).i32(23).op(i32x4.shl).op(i32x4.sub).f32x4(1).op(f32x4.sub).set(fraction);
  f.get(exponent).op(f32x4.convertI32x4S).set(exponent);
  return { exponent, fraction };
}

/**
 * Pushes e·ln 2 + ln(1 + f) + c of three locals; c is a small correction that may be left out. With s = f/(2 + f) and
 * h = f²/2, ln(1 + f) = 2 artanh s = f − (h − s·(h + R(s²))): of the two large parts the first is exact.
 *
 * - **Source** Muller, "Elementary Functions: Algorithms and Implementation", 3rd ed., 2016, §11.4 (the logarithm of
 *   FDLIBM, by Ng); the polynomial is fitted anew
 */
export function pushLog(f: Func, { exponent, fraction, correction }: LogParts): void {
  const [s, square, half] = [f.local('v128'), f.local('v128'), f.local('v128')];
  f.get(fraction).get(fraction).f32x4(2).op(f32x4.add).op(f32x4.div).tee(s);
  f.get(s).op(f32x4.mul).set(square);
  f.get(fraction).f32x4(0.5).op(f32x4.mul).get(fraction).op(f32x4.mul).set(half);
  f.get(exponent).f32x4(LN2.high).op(f32x4.mul);
  f.get(half);
  polynomial(f, square, TAIL).get(square).op(f32x4.mul).get(half).op(f32x4.add).get(s).op(f32x4.mul);
  f.get(exponent).f32x4(LN2.low).op(f32x4.mul);
  if (correction !== undefined) f.get(correction).op(f32x4.add);
  f.op(f32x4.add).op(f32x4.sub).get(fraction).op(f32x4.sub).op(f32x4.sub);
}

interface LogParts {
  readonly exponent: number;
  readonly fraction: number;
  readonly correction?: number;
}
