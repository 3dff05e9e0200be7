import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { beyondNormal, limits } from './log-limits.ts';
import { pushLog, splitAtRoot } from './log-of-significand.ts';

const SMALLEST_NORMAL = 2 ** -126;
const LIFT = 23;

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
  f.get(some).if(() => liftSubnormals(f, { x, normal, lift }));
  const { exponent, fraction } = splitAtRoot(f, normal);
  f.get(exponent).get(lift).op(f32x4.sub).set(exponent);
  pushLog(f, { exponent, fraction });
  f.set(y);
  f.get(some).if(() => limits(f, x, y));
  f.get(y);
}

/** Multiplies subnormal lanes by 2²³, and sets `lift` to 23 there. */
function liftSubnormals(f: Func, { x, normal, lift }: { x: number; normal: number; lift: number }): void {
  const small = f.local('v128');
  f.get(x).f32x4(SMALLEST_NORMAL).op(f32x4.lt).set(small);
  f.f32x4(LIFT).get(small).op(v128.and).set(lift);
  f.get(x)
    .f32x4(2 ** LIFT)
    .op(f32x4.mul)
    .get(x)
    .get(small)
    .op(v128.bitselect)
    .set(normal);
}
