import type { Func } from '../assembler/func.ts';
import { pushHalf, pushLowWords, pushRounded } from '../assembler/lanes.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { polynomial } from './polynomial.ts';

// (sin r/r − 1)/r² and (cos r − 1 + r²/2)/r⁴ of r², where |r| ≤ π/4, to 2⁻²⁸ and 2⁻³³.
const SINE = [-0.00019518599, 0.008332191, -0.16666655];

const COSINE = [2.4430668e-5, -0.0013887301, 0.041666646];

/**
 * sin x of every finite x, to 1.4 ulp.
 *
 * - **Source** Cody, Waite, "Software Manual for the Elementary Functions", 1980, ch. 8; the polynomials are fitted anew
 */
export function sin(f: Func): void {
  circular(f, 0);
}

/** cos x of every finite x, to 1.4 ulp: the sine a quarter of a turn later. */
export function cos(f: Func): void {
  circular(f, 1);
}

function circular(f: Func, ahead: 0 | 1): void {
  const [x, square] = [f.local('v128'), f.local('v128')];
  f.set(x);
  const { turns, angle, rest } = quarterTurns(f, x);
  if (ahead === 1) f.get(turns).i32x4(ahead).op(i32x4.add).set(turns);
  f.get(angle).get(angle).op(f32x4.mul).set(square);
  cosine(f, square);
  sine(f, { angle, rest, square });
  const odd = f.get(turns).i32x4(1).op(v128.and).i32x4(1).op(i32x4.eq);
  odd.op(v128.bitselect);
  f.get(turns).i32x4(2).op(v128.and).i32(30).op(i32x4.shl).op(v128.xor);
}

function cosine(f: Func, square: number): void {
  f.f32x4(1).get(square).f32x4(0.5).op(f32x4.mul);
  polynomial(f, square, COSINE).get(square).op(f32x4.mul).get(square).op(f32x4.mul).op(f32x4.sub).op(f32x4.sub);
}

/** With the sign of the angle, which the sum would lose at −0. */
function sine(f: Func, { angle, rest, square }: { angle: number; rest: number; square: number }): void {
  polynomial(f, square, SINE).get(square).op(f32x4.mul).get(angle).op(f32x4.mul);
  f.get(rest).op(f32x4.add).get(angle).op(f32x4.add);
  f.get(angle).f32x4(-0).op(v128.and).op(v128.or);
}

// (arctan q/q − 1)/q² of q², where 0 ≤ q ≤ 1, to 2⁻²⁸ of arctan q.
const TAIL = [
  -0.0017828245, 0.010868691, -0.031096987, 0.05788139, -0.08399306, 0.109508805, -0.14264016, 0.1999853, -0.333333,
];

/** π in two parts, of which the first is a float32. */
const HALF_TURN = { high: Math.fround(Math.PI), low: Math.PI - Math.fround(Math.PI) };

const SMALLEST = 2 ** -149;

/**
 * The angle of the point (x, y), from −π to π, to 2 ulp; y is the first argument. A polynomial of the smaller coordinate
 * over the larger, which is turned into its octant. Zeros have signs, and infinite coordinates are those of
 * IEEE 754-2019, §9.2.1.
 *
 * - **Source** Muller, "Elementary Functions: Algorithms and Implementation", 3rd ed., 2016, §11.3: the reduction; the
 *   polynomial is fitted anew
 */
export function atan2(f: Func): void {
  const [x, y, quotient, square] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')];
  const [width, height, isSteep] = [f.local('v128'), f.local('v128'), f.local('v128')];
  f.tee(x).op(f32x4.abs).set(width);
  f.tee(y).op(f32x4.abs).set(height);
  f.get(height).get(width).op(f32x4.gt).set(isSteep);
  pushQuotient(f, width, height).tee(quotient).get(quotient).op(f32x4.mul).set(square);
  polynomial(f, square, TAIL).get(square).op(f32x4.mul).get(quotient).op(f32x4.mul).get(quotient).op(f32x4.add);
  turnedWhere(f, 0.5, () => f.get(isSteep));
  turnedWhere(f, 1, () => f.get(x).i32(31).op(i32x4.shrS)); // where x has a sign, −0 among them
  f.get(y).f32x4(-0).op(v128.and).op(v128.or);
}

/** Pushes the smaller over the larger of two sizes: 0 of two zeros, 1 of two infinities. */
function pushQuotient(f: Func, width: number, height: number): Func {
  const [near, far] = [f.local('v128'), f.local('v128')];
  f.get(width).get(height).op(f32x4.min).set(near);
  f.get(width).get(height).op(f32x4.max).f32x4(SMALLEST).op(f32x4.max).set(far);
  f.f32x4(1).get(near).get(far).op(f32x4.div);
  return f.get(near).get(far).op(f32x4.eq).op(v128.bitselect);
}

/** Takes the angle on the stack from so many half turns, where a mask is set. */
function turnedWhere(f: Func, halfTurns: number, mask: () => void): void {
  const angle = f.local('v128');
  f.set(angle);
  f.f32x4(halfTurns * HALF_TURN.high)
    .get(angle)
    .op(f32x4.sub);
  f.f32x4(halfTurns * HALF_TURN.low)
    .op(f32x4.add)
    .get(angle);
  mask();
  f.op(v128.bitselect);
}

/** π/2 in two parts: the first has 30 bits, so that its product with a whole number of 23 bits is exact. */
const QUARTER = { high: 1.570796325802803, low: 9.920935796805404e-10 };

const FAR = 2 ** 22;

// Added and taken away again, it rounds to whole numbers, and the number's last bits are the whole number's.
const ROUNDER = 1.5 * 2 ** 52;

// 2/π, 22 bits a digit: enough of them for the largest float32.
const DIGITS = [2670176, 3597540, 1070247, 3942231, 3439949, 908301, 2984534, 1653827, 2363519];

const DIGIT_BITS = 22;

/**
 * Splits x into n quarters of a turn and an angle r, |r| ≤ π/4: locals that hold n (its last bits), r, and what r
 * lost when it was rounded to float32. In float64, with 2/π to 198 bits where |x| > 2²²: good for every float32.
 *
 * - **Source** Muller, "Elementary Functions: Algorithms and Implementation", 3rd ed., 2016, §11.2: Cody and Waite's
 *   reduction, and Payne and Hanek's for large x, here by products that float64 holds exactly
 */
function quarterTurns(f: Func, x: number): { turns: number; angle: number; rest: number } {
  const r = [f.local('v128'), f.local('v128')] as const;
  const n = [f.local('v128'), f.local('v128')] as const;
  const [turns, angle, rest] = [f.local('v128'), f.local('v128'), f.local('v128')];
  for (const half of [0, 1] as const) reduceNear(f, { x, half, n: n[half], r: r[half] });
  f.get(x).op(f32x4.abs).f32x4(FAR).op(f32x4.gt).op(v128.anyTrue);
  f.if(() => reduceFar(f, { x, n, r }));
  pushLowWords(f, n).set(turns);
  pushRounded(f, r).set(angle);
  for (const half of [0, 1] as const) pushHalf(f.get(r[half]), angle, half).op(f64x2.sub).set(r[half]);
  pushRounded(f, r).set(rest);
  return { turns, angle, rest };
}

function reduceNear(f: Func, { x, half, n, r }: { x: number; half: 0 | 1; n: number; r: number }): void {
  pushHalf(f, x, half)
    .tee(r)
    .f64x2(2 / Math.PI)
    .op(f64x2.mul)
    .f64x2(ROUNDER)
    .op(f64x2.add)
    .set(n);
  f.get(r);
  for (const part of [QUARTER.high, QUARTER.low])
    f.get(n).f64x2(ROUNDER).op(f64x2.sub).f64x2(part).op(f64x2.mul).op(f64x2.sub);
  f.set(r);
}

type Pair = readonly [number, number];

/** Does again what is far, so that a lane never depends on its neighbours. One turn of a loop for each half. */
function reduceFar(f: Func, { x, n, r }: { x: number; n: Pair; r: Pair }): void {
  const [wide, product, sum] = [f.local('v128'), f.local('v128'), f.local('v128')];
  const [whole, count, far] = [f.local('v128'), f.local('v128'), f.local('v128')];
  const again = f.local('i32');
  pushHalf(f, x, 0).set(wide);
  f.i32(1).set(again);
  f.loop(() => {
    f.f64x2(0).tee(sum).set(count);
    for (const [i, digit] of DIGITS.entries()) {
      f.get(wide)
        .f64x2(digit / 2 ** (DIGIT_BITS * (i + 1)))
        .op(f64x2.mul)
        .tee(product);
      f.get(product).f64x2(0.25).op(f64x2.mul).op(f64x2.nearest).f64x2(4).op(f64x2.mul).op(f64x2.sub);
      f.get(sum).op(f64x2.add).tee(sum).op(f64x2.nearest).set(whole);
      f.get(sum).get(whole).op(f64x2.sub).set(sum);
      f.get(count).get(whole).op(f64x2.add).set(count);
    }
    f.get(wide).op(f64x2.abs).f64x2(FAR).op(f64x2.gt).set(far);
    f.get(count).f64x2(ROUNDER).op(f64x2.add).get(n[0]).get(far).op(v128.bitselect).set(n[0]);
    f.get(sum)
      .f64x2(Math.PI / 2)
      .op(f64x2.mul)
      .get(r[0])
      .get(far)
      .op(v128.bitselect)
      .set(r[0]);
    for (const [first, second] of [n, r]) f.get(first).get(second).set(first).set(second);
    pushHalf(f, x, 1).set(wide);
    f.get(again).i32(0).set(again).brIf(0);
  });
}
