import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { polynomial } from './polynomial.ts';

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
