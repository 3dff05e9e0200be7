import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { polynomial } from './polynomial.ts';
import { quarterTurns } from './quarter-turns.ts';

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
