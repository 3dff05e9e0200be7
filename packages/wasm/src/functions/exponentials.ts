import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { polynomial } from './polynomial.ts';

// Just past the ends of what float32 holds.
const EXP_LOWEST = -104;

const EXP_HIGHEST = 89;

/**
 * eˣ, to 1.1 ulp. It is scaled by 2ⁿ in two steps: the first is exact, so a subnormal result is rounded once.
 *
 * - **Source** Cody, Waite, "Software Manual for the Elementary Functions", 1980, ch. 6
 */
export function exp(f: Func): void {
  const [x, half] = [f.local('v128'), f.local('v128')];
  f.f32x4(EXP_LOWEST).op(f32x4.pmax).f32x4(EXP_HIGHEST).op(f32x4.pmin).set(x);
  const n = powerOfE(f, x);
  f.f32x4(1).op(f32x4.add);
  powerOfTwo(f.get(n).i32(1).op(i32x4.shrS).tee(half)).op(f32x4.mul);
  powerOfTwo(f.get(n).get(half).op(i32x4.sub)).op(f32x4.mul);
}

// Past these the value is −1 and ∞.
const EXPM1_LOWEST = -20;

const EXPM1_HIGHEST = 89;

/** Below this size eˣ − 1 rounds to x. */
const EXPM1_TINY = 2 ** -25;

/**
 * eˣ − 1, to 1.7 ulp: with p = eʳ − 1 and h = 2ⁿ⁻¹ it is 2·(h·p + (h − ½)), where only sums round.
 *
 * - **Source** Muller, "Elementary Functions: Algorithms and Implementation", 3rd ed., 2016, §11.3 (FDLIBM's reduction)
 */
export function expm1(f: Func): void {
  const [x, within, p, h] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')];
  f.tee(x).f32x4(EXPM1_LOWEST).op(f32x4.pmax).f32x4(EXPM1_HIGHEST).op(f32x4.pmin).set(within);
  f.get(x);
  const n = powerOfE(f, within);
  f.set(p);
  powerOfTwo(f.get(n).i32x4(1).op(i32x4.sub)).tee(h);
  f.get(p).op(f32x4.mul).get(h).f32x4(0.5).op(f32x4.sub).op(f32x4.add).f32x4(2).op(f32x4.mul);
  f.get(x).op(f32x4.abs).f32x4(EXPM1_TINY).op(f32x4.lt).op(v128.bitselect);
}

const TANH_BORDER = 0.625;

const LARGEST_DOUBLE = 20; // of 2·|x|: from here on tanh is 1

// (tanh x/x − 1)/x² of x², where |x| < 0.625, to 2⁻²⁸ of tanh x.
const TANH_NEAR = [-0.005715499, 0.020649103, -0.053743005, 0.13331485, -0.33333284];

/**
 * tanh x, to 1.4 ulp: a polynomial near 0, `1 − 2/(e²ˣ + 1)` beyond.
 *
 * - **Source** Cody, Waite, "Software Manual for the Elementary Functions", 1980, ch. 13: the two intervals; the
 *   polynomial is fitted anew
 */
export function tanh(f: Func): void {
  const [x, size, double, square] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')];
  f.tee(x).op(f32x4.abs).set(size);
  f.get(size).get(size).op(f32x4.mul).set(square);
  f.get(size).get(size).op(f32x4.add).f32x4(LARGEST_DOUBLE).op(f32x4.pmin).set(double);
  polynomial(f, square, TANH_NEAR).get(square).op(f32x4.mul).get(size).op(f32x4.mul).get(size).op(f32x4.add);
  f.f32x4(1).f32x4(2);
  const n = powerOfE(f, double);
  powerOfTwo(f.f32x4(1).op(f32x4.add).get(n)).op(f32x4.mul);
  f.f32x4(1).op(f32x4.add).op(f32x4.div).op(f32x4.sub);
  f.get(size).f32x4(TANH_BORDER).op(f32x4.lt).op(v128.bitselect);
  f.get(x).f32x4(-0).op(v128.and).op(v128.or);
}

const ERF_BORDER = 1;

const ERF_LARGEST = 4; // from here on the value is 1

// erf x/x − 1 of x², where |x| < 1, to 2⁻²⁹ of erf x.
const ERF_NEAR = [7.806903e-5, -0.0007997853, 0.005187162, -0.026853347, 0.11283579, -0.37612626, 0.12837917];

// ln(1 − erf x)/x of x, where 1 ≤ x ≤ 4, to 2⁻³¹ of erf x.
const ERF_FAR = [-1.3957796e-5, 0.00035054906, -0.0037573169, 0.02400976, -0.10653054, -0.6349697, -1.1286943];

/**
 * The error function, to 1.4 ulp: a polynomial near 0, `1 − e^(x·F(x))` beyond, where 1 − erf x is so small that its
 * own error hardly counts.
 *
 * - **Source** Abramowitz, Stegun, "Handbook of Mathematical Functions", 1964, §7.1: the series of odd powers and the
 *   decay of 1 − erf x; both polynomials are fitted anew
 */
export function erf(f: Func): void {
  const [x, size, square, power] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')];
  f.tee(x).op(f32x4.abs).f32x4(ERF_LARGEST).op(f32x4.pmin).tee(size);
  f.get(size).op(f32x4.mul).set(square);
  polynomial(f, square, ERF_NEAR).get(size).op(f32x4.mul).get(size).op(f32x4.add);
  polynomial(f, size, ERF_FAR).get(size).op(f32x4.mul).set(power);
  f.f32x4(1);
  const n = powerOfE(f, power);
  powerOfTwo(f.f32x4(1).op(f32x4.add).get(n)).op(f32x4.mul).op(f32x4.sub);
  f.get(size).f32x4(ERF_BORDER).op(f32x4.lt).op(v128.bitselect);
  f.get(x).f32x4(-0).op(v128.and).op(v128.or);
}

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
function powerOfE(f: Func, x: number): number {
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
function powerOfTwo(f: Func): Func {
  return f.i32(23).op(i32x4.shl).f32x4(1).op(i32x4.add);
}
