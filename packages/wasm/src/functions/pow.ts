import type { Func } from '../assembler/func.ts';
import { pushHalf, pushRounded } from '../assembler/lanes.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';
import * as i64x2 from '../assembler/opcodes/i64x2.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { logParts, pushBinaryLogarithm } from './logarithms.ts';
import { polynomial } from './polynomial.ts';

// Past what float32 holds, within what float64 does.
const LARGEST_POWER = 200;

// Added and taken away again, it rounds to whole numbers, and the number's last bits are the whole number's.
const ROUNDER = 1.5 * 2 ** 52;

// 2ʳ, where |r| ≤ ½, to 2⁻²⁹.
const POWER = [
  0.0001534578361985017, 0.0013399957570885365, 0.009618489261490188, 0.055503287119147995, 0.24022646885921248,
  0.6931472057670718, 1.0000000005550713,
];

/**
 * xʸ of two vectors, to 0.6 ulp: 2^(y·log₂ |x|) in float64, two lanes at a time, rounded once. Special cases are those of
 * IEEE 754-2019, §9.2.1.
 *
 * - **Source** Muller, "Elementary Functions: Algorithms and Implementation", 3rd ed., 2016, §11.5: a logarithm with as
 *   many more bits as the exponent has; the polynomials are fitted anew
 */
export function pow(f: Func): void {
  const [x, y, size, isOne] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')];
  f.set(y).tee(x).op(f32x4.abs).set(size);
  pushIsOne(f, { x, y, size }).set(isOne);
  const parts = logParts(f, size);
  const powers = [f.local('v128'), f.local('v128')] as const;
  for (const half of [0, 1] as const) {
    pushBinaryLogarithm(f, parts, half);
    pushHalf(f, y, half).op(f64x2.mul);
    pushPowerOfTwo(f);
    f.set(powers[half]);
  }
  pushRounded(f, powers);
  withSign(f, x, y);
  f.set(size).f32x4(1).get(size).get(isOne).op(v128.bitselect);
}

/** Pushes a mask of what is 1 whatever else holds: any number to the power of 0, 1 to any power, and −1 to that of ±∞. */
function pushIsOne(f: Func, { x, y, size }: { readonly x: number; readonly y: number; readonly size: number }): Func {
  f.get(x).f32x4(1).op(f32x4.eq);
  f.get(y).op(f32x4.abs).f32x4(Infinity).op(f32x4.eq).get(size).f32x4(1).op(f32x4.eq).op(v128.and).op(v128.or);
  return f.get(y).f32x4(0).op(f32x4.eq).op(v128.or);
}

/** Two to the power of the vector on the stack. */
function pushPowerOfTwo(f: Func): void {
  const [power, n, r] = [f.local('v128'), f.local('v128'), f.local('v128')];
  f.f64x2(LARGEST_POWER).op(f64x2.pmin).f64x2(-LARGEST_POWER).op(f64x2.pmax).tee(power);
  f.f64x2(ROUNDER).op(f64x2.add).set(n);
  f.get(power).get(n).f64x2(ROUNDER).op(f64x2.sub).op(f64x2.sub).set(r);
  polynomial(f, r, POWER, 'f64x2');
  f.get(n).i32(52).op(i64x2.shl).f64x2(1).op(i64x2.add).op(f64x2.mul);
}

/** Gives the vector on the stack the sign that a negative x has to an odd y; NaN if y is not whole and x is finite. */
function withSign(f: Func, x: number, y: number): void {
  const [half, whole] = [f.local('v128'), f.local('v128')];
  f.get(y).op(f32x4.trunc).get(y).op(f32x4.eq).set(whole);
  f.get(y).f32x4(0.5).op(f32x4.mul).tee(half).op(f32x4.trunc).get(half).op(f32x4.ne);
  f.get(whole).op(v128.and).get(x).op(v128.and).f32x4(-0).op(v128.and).op(v128.xor);
  f.get(x).f32x4(0).op(f32x4.lt).get(x).f32x4(-Infinity).op(f32x4.gt).op(v128.and);
  f.get(whole).op(v128.andnot).op(v128.or);
}
