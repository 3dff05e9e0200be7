import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { logParts, pushBinaryLogarithm } from './binary-logarithm.ts';
import { pushRounded } from './halves.ts';

/** log₂ x, to 0.51 ulp, in float64 and rounded once; of powers of 2 it is exact. */
export function log2(f: Func): void {
  logarithm(f, 1);
}

/** log₁₀ x, to 0.51 ulp, in the same way; of powers of 10 it is exact. */
export function log10(f: Func): void {
  logarithm(f, Math.log10(2));
}

/** The binary logarithm times a number. */
function logarithm(f: Func, unit: number): void {
  const [x, size] = [f.local('v128'), f.local('v128')];
  const logarithms = [f.local('v128'), f.local('v128')] as const;
  f.tee(x).op(f32x4.abs).set(size);
  const parts = logParts(f, size);
  for (const half of [0, 1] as const) {
    pushBinaryLogarithm(f, parts, half);
    if (unit !== 1) f.f64x2(unit).op(f64x2.mul);
    f.set(logarithms[half]);
  }
  pushRounded(f, logarithms);
  f.get(x).f32x4(0).op(f32x4.lt).op(v128.or); // all bits are a NaN
}
