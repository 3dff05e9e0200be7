import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import { beyondNormal, liftSubnormals, limits } from './log-limits.ts';
import { pushLog, splitAtRoot } from './log-of-significand.ts';

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
