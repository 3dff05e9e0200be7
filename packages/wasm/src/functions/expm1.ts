import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { powerOfE, powerOfTwo } from './power-of-e.ts';

// Past these the value is −1 and ∞.
const LOWEST = -20;
const HIGHEST = 89;

/** Below this size eˣ − 1 rounds to x. */
const TINY = 2 ** -25;

/**
 * eˣ − 1, to 1.7 ulp: with p = eʳ − 1 and h = 2ⁿ⁻¹ it is 2·(h·p + (h − ½)), where only sums round.
 *
 * - **Source** Muller, "Elementary Functions: Algorithms and Implementation", 3rd ed., 2016, §11.3 (FDLIBM's reduction)
 */
export function expm1(f: Func): void {
  const [x, within, p, h] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')];
  f.tee(x).f32x4(LOWEST).op(f32x4.pmax).f32x4(HIGHEST).op(f32x4.pmin).set(within);
  f.get(x);
  const n = powerOfE(f, within);
  f.set(p);
  powerOfTwo(f.get(n).i32x4(1).op(i32x4.sub)).tee(h);
  f.get(p).op(f32x4.mul).get(h).f32x4(0.5).op(f32x4.sub).op(f32x4.add).f32x4(2).op(f32x4.mul);
  f.get(x).op(f32x4.abs).f32x4(TINY).op(f32x4.lt).op(v128.bitselect);
}
