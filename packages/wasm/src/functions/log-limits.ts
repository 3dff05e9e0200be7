import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';

const SMALLEST_NORMAL = 2 ** -126;
const LIFT = 23;
const SMALLEST_NORMAL_BITS = 0x00800000;
const NORMAL_RANGE = 0x7f000000;

/** A local that is not 0 if some lane of x is not positive, normal and finite. */
export function beyondNormal(f: Func, x: number): number {
  const some = f.local('i32');
  f.get(x).i32x4(SMALLEST_NORMAL_BITS).op(i32x4.sub).i32x4(NORMAL_RANGE).op(i32x4.geU).op(v128.anyTrue).set(some);
  return some;
}

/** Sets `normal` to x, times 2²³ where that is subnormal, and `lift` to 23 there and to 0 elsewhere. */
export function liftSubnormals(f: Func, x: number, { normal, lift }: Lifted): void {
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
export function limits(f: Func, x: number, y: number): void {
  f.get(y);
  f.f32x4(-Infinity);
  f.f32x4(NaN).get(x).get(x).f32x4(0).op(f32x4.lt).op(v128.bitselect);
  f.get(x).f32x4(0).op(f32x4.eq).op(v128.bitselect);
  f.get(x).f32x4(0).op(f32x4.gt).get(x).f32x4(Infinity).op(f32x4.lt).op(v128.and).op(v128.bitselect).set(y);
}
