import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { pushHalf } from './halves.ts';
import { liftSubnormals } from './log-limits.ts';
import { splitAtRoot } from './log-of-significand.ts';
import { polynomial } from './polynomial.ts';

// log₂ of (1 + s)/(1 − s), over s, of s², where |s| ≤ 3 − √8, to 2⁻³⁷.
const LOGARITHM = [0.3407400835149199, 0.4116721284442217, 0.5770835958933536, 0.9617966732770268, 2.8853900817901463];

/** Locals with the exponent e and the fraction f of numbers (1 + f)·2ᵉ. */
export interface LogParts {
  readonly exponent: number;
  readonly fraction: number;
}

/** As `splitAtRoot`, of every number that is not negative: the exponent of 0 is −∞, that of ∞ and of NaN itself. */
export function logParts(f: Func, size: number): LogParts {
  const [normal, lift] = [f.local('v128'), f.local('v128')];
  liftSubnormals(f, size, { normal, lift });
  const { exponent, fraction } = splitAtRoot(f, normal);
  f.get(exponent).get(lift).op(f32x4.sub);
  f.get(size).get(size).f32x4(Infinity).op(f32x4.lt).op(v128.bitselect).set(exponent);
  f.f32x4(-Infinity).get(exponent).get(size).f32x4(0).op(f32x4.eq).op(v128.bitselect).set(exponent);
  return { exponent, fraction };
}

/** Pushes e + log₂(1 + f) of two lanes in float64; of powers of 2 it is exact. */
export function pushBinaryLogarithm(f: Func, { exponent, fraction }: LogParts, half: 0 | 1): Func {
  const [s, square] = [f.local('v128'), f.local('v128')];
  pushHalf(f, fraction, half).tee(s);
  f.get(s).f64x2(2).op(f64x2.add).op(f64x2.div).tee(s).get(s).op(f64x2.mul).set(square);
  polynomial(f, square, LOGARITHM, 'f64x2').get(s).op(f64x2.mul);
  return pushHalf(f, exponent, half).op(f64x2.add);
}
