import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { beyondNormal, limits } from './log-limits.ts';
import { pushLog, splitAtRoot } from './log-of-significand.ts';

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
