import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';

const LANES: Readonly<Record<'f32x4' | 'f64x2', { readonly mul: number; readonly add: number }>> = {
  f32x4: { mul: f32x4.mul, add: f32x4.add },
  f64x2: { mul: f64x2.mul, add: f64x2.add },
};

/**
 * Pushes a polynomial of the vector in a local, coefficients from the highest power down. It is halved again and again:
 * parts that do not wait for one another are computed at the same time.
 *
 * - **Source** Muller, "Elementary Functions: Algorithms and Implementation", 3rd ed., 2016, §5.3 (Estrin's method)
 */
export function polynomial(
  f: Func,
  x: number,
  coefficients: readonly number[],
  lanes: keyof typeof LANES = 'f32x4',
): Func {
  const { mul, add } = LANES[lanes];
  const powers = [x]; // x, x², x⁴ and so on
  for (let level = 0; level < levelOf(coefficients.length); level++) {
    powers.push(f.local('v128'));
    f.get(powers[level]!)
      .get(powers[level]!)
      .op(mul)
      .set(powers[level + 1]!);
  }
  const push = (part: readonly number[]): void => {
    if (part.length === 1) return void f[lanes](part[0]!);
    const level = levelOf(part.length);
    push(part.slice(0, -(2 ** level)));
    f.get(powers[level]!).op(mul);
    push(part.slice(-(2 ** level)));
    f.op(add);
  };
  push(coefficients);
  return f;
}

/** The lower half of so many coefficients is 2 to this power of them: 3 are not worth a square, 7 are worth x⁴. */
function levelOf(count: number): number {
  return Math.max(0, Math.floor(Math.log2((count * 4) / 7)));
}
