import type { Func } from '../assembler/func.ts';
import { pushHalf, pushRounded } from '../assembler/lanes.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { LN2 } from './exponentials.ts';
import { polynomial } from './polynomial.ts';

/**
 * ln x, to 1 ulp. Vectors with a number that is not positive, normal and finite take a longer way.
 *
 * - **Source** as {@link pushLog}
 */
export function log(f: Func): void {
  const [x, normal, lift, y] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')];
  f.tee(x).set(normal);
  f.f32x4(0).set(lift);
  const some = beyondNormal(f, x);
  f.get(some).if(() => liftSubnormals(f, x, { normal, lift }));
  const { exponent, fraction } = splitAtRoot(f, normal);
  f.get(exponent).get(lift).op(f32x4.sub).set(exponent);
  pushLog(f, { exponent, fraction });
  f.set(y);
  f.get(some).if(() => limits(f, x, y));
  f.get(y);
}

/**
 * ln(1 + x), to 1 ulp: the logarithm of u, the rounded sum, and what the rounding left out over u.
 *
 * - **Source** Muller, "Elementary Functions: Algorithms and Implementation", 3rd ed., 2016, §2.2.1 (the error of a sum,
 *   by Knuth) and §11.4
 */
export function log1p(f: Func): void {
  const [x, u, added, correction, y] = [
    f.local('v128'),
    f.local('v128'),
    f.local('v128'),
    f.local('v128'),
    f.local('v128'),
  ];
  f.tee(x).f32x4(1).op(f32x4.add).tee(u).f32x4(1).op(f32x4.sub).set(added);
  f.f32x4(1).get(u).get(added).op(f32x4.sub).op(f32x4.sub);
  f.get(x).get(added).op(f32x4.sub).op(f32x4.add).get(u).op(f32x4.div).set(correction);
  const some = beyondNormal(f, u);
  pushLog(f, { ...splitAtRoot(f, u), correction });
  f.set(y);
  f.get(some).if(() => limits(f, u, y));
  f.get(y).get(x).f32x4(-0).op(v128.and).op(v128.or);
}

/** log₂ x, to 0.51 ulp, in float64 and rounded once; of powers of 2 it is exact. */
export function log2(f: Func): void {
  logarithm(f, 1);
}

/** log₁₀ x, to 0.51 ulp, in the same way; of powers of 10 it is exact. */
export function log10(f: Func): void {
  logarithm(f, Math.log10(2));
}

/** The binary logarithm times a number. */
function logarithm(f: Func, unit: number): void {
  const [x, size] = [f.local('v128'), f.local('v128')];
  const logarithms = [f.local('v128'), f.local('v128')] as const;
  f.tee(x).op(f32x4.abs).set(size);
  const parts = logParts(f, size);
  for (const half of [0, 1] as const) {
    pushBinaryLogarithm(f, parts, half);
    if (unit !== 1) f.f64x2(unit).op(f64x2.mul);
    f.set(logarithms[half]);
  }
  pushRounded(f, logarithms);
  f.get(x).f32x4(0).op(f32x4.lt).op(v128.or); // all bits are a NaN
}

// log₂ of (1 + s)/(1 − s), over s, of s², where |s| ≤ 3 − √8, to 2⁻³⁷.
const LOGARITHM = [0.3407400835149199, 0.4116721284442217, 0.5770835958933536, 0.9617966732770268, 2.8853900817901463];

/** Locals with the exponent e and the fraction f of numbers (1 + f)·2ᵉ. */
interface LogParts {
  readonly exponent: number;
  readonly fraction: number;
}

/** As `splitAtRoot`, of every number that is not negative: the exponent of 0 is −∞, that of ∞ and of NaN itself. */
export function logParts(f: Func, size: number): LogParts {
  const [normal, lift] = [f.local('v128'), f.local('v128')];
  liftSubnormals(f, size, { normal, lift });
  const { exponent, fraction } = splitAtRoot(f, normal);
  f.get(exponent).get(lift).op(f32x4.sub);
  f.get(size).get(size).f32x4(Infinity).op(f32x4.lt).op(v128.bitselect).set(exponent);
  f.f32x4(-Infinity).get(exponent).get(size).f32x4(0).op(f32x4.eq).op(v128.bitselect).set(exponent);
  return { exponent, fraction };
}

/** Pushes e + log₂(1 + f) of two lanes in float64; of powers of 2 it is exact. */
export function pushBinaryLogarithm(f: Func, { exponent, fraction }: LogParts, half: 0 | 1): Func {
  const [s, square] = [f.local('v128'), f.local('v128')];
  pushHalf(f, fraction, half).tee(s);
  f.get(s).f64x2(2).op(f64x2.add).op(f64x2.div).tee(s).get(s).op(f64x2.mul).set(square);
  polynomial(f, square, LOGARITHM, 'f64x2').get(s).op(f64x2.mul);
  return pushHalf(f, exponent, half).op(f64x2.add);
}

const ROOT_OF_HALF_BITS = 0x3f3504f3;

// (2 artanh s/s − 2)/s² of s², where |s| ≤ 3 − √8, to 2⁻³⁰ of the logarithm.
const TAIL = [0.29871735, 0.39977562, 0.66666776];

/** Locals with the whole number e and with m − 1, both in float32, such that x = m·2ᵉ and √½ ≤ m < √2; x is normal. */
function splitAtRoot(f: Func, x: number): { exponent: number; fraction: number } {
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
function pushLog(f: Func, { exponent, fraction, correction }: CorrectedLogParts): void {
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

interface CorrectedLogParts extends LogParts {
  readonly correction?: number;
}

const SMALLEST_NORMAL = 2 ** -126;

const LIFT = 23;

const SMALLEST_NORMAL_BITS = 0x00800000;

const NORMAL_RANGE = 0x7f000000;

/** A local that is not 0 if some lane of x is not positive, normal and finite. */
function beyondNormal(f: Func, x: number): number {
  const some = f.local('i32');
  f.get(x).i32x4(SMALLEST_NORMAL_BITS).op(i32x4.sub).i32x4(NORMAL_RANGE).op(i32x4.geU).op(v128.anyTrue).set(some);
  return some;
}

/** Sets `normal` to x, times 2²³ where that is subnormal, and `lift` to 23 there and to 0 elsewhere. */
function liftSubnormals(f: Func, x: number, { normal, lift }: Lifted): void {
  const small = f.local('v128');
  f.get(x).f32x4(SMALLEST_NORMAL).op(f32x4.lt).tee(small).f32x4(LIFT).op(v128.and).set(lift);
  f.get(x)
    .f32x4(2 ** LIFT)
    .op(f32x4.mul)
    .get(x)
    .get(small)
    .op(v128.bitselect)
    .set(normal);
}

/** Locals with numbers that are normal, and with what was added to their exponents. */
interface Lifted {
  readonly normal: number;
  readonly lift: number;
}

/** Puts −∞ into the local y where x is 0, NaN where it is negative, and x where it is ∞ or NaN. */
function limits(f: Func, x: number, y: number): void {
  f.get(y);
  f.f32x4(-Infinity);
  f.f32x4(NaN).get(x).get(x).f32x4(0).op(f32x4.lt).op(v128.bitselect);
  f.get(x).f32x4(0).op(f32x4.eq).op(v128.bitselect);
  f.get(x).f32x4(0).op(f32x4.gt).get(x).f32x4(Infinity).op(f32x4.lt).op(v128.and).op(v128.bitselect).set(y);
}
