import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import { powerOfE, powerOfTwo } from './power-of-e.ts';

// Just past the ends of what float32 holds.
const LOWEST = -104;
const HIGHEST = 89;

/**
 * eˣ, to 1.1 ulp. It is scaled by 2ⁿ in two steps: the first is exact, so a subnormal result is rounded once.
 *
 * - **Source** Cody, Waite, "Software Manual for the Elementary Functions", 1980, ch. 6
 */
export function exp(f: Func): void {
  const [x, half] = [f.local('v128'), f.local('v128')];
  f.f32x4(LOWEST).op(f32x4.pmax).f32x4(HIGHEST).op(f32x4.pmin).set(x);
  const n = powerOfE(f, x);
  f.f32x4(1).op(f32x4.add);
  powerOfTwo(f.get(n).i32(1).op(i32x4.shrS).tee(half)).op(f32x4.mul);
  powerOfTwo(f.get(n).get(half).op(i32x4.sub)).op(f32x4.mul);
}
