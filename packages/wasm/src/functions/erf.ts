import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { polynomial } from './polynomial.ts';
import { powerOfE, powerOfTwo } from './power-of-e.ts';

const BORDER = 1;
const LARGEST = 4; // from here on the value is 1

// erf x/x − 1 of x², where |x| < 1, to 2⁻²⁹ of erf x.
const NEAR = [7.806903e-5, -0.0007997853, 0.005187162, -0.026853347, 0.11283579, -0.37612626, 0.12837917];

// ln(1 − erf x)/x of x, where 1 ≤ x ≤ 4, to 2⁻³¹ of erf x.
const FAR = [-1.3957796e-5, 0.00035054906, -0.0037573169, 0.02400976, -0.10653054, -0.6349697, -1.1286943];

/**
 * The error function, to 1.4 ulp: a polynomial near 0, `1 − e^(x·F(x))` beyond, where 1 − erf x is so small that its
 * own error hardly counts.
 *
 * - **Source** Abramowitz, Stegun, "Handbook of Mathematical Functions", 1964, §7.1: the series of odd powers and the
 *   decay of 1 − erf x; both polynomials are fitted anew
 */
export function erf(f: Func): void {
  const [x, size, square, power] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')];
  f.tee(x).op(f32x4.abs).f32x4(LARGEST).op(f32x4.pmin).tee(size);
  f.get(size).op(f32x4.mul).set(square);
  polynomial(f, square, NEAR).get(size).op(f32x4.mul).get(size).op(f32x4.add);
  polynomial(f, size, FAR).get(size).op(f32x4.mul).set(power);
  f.f32x4(1);
  const n = powerOfE(f, power);
  powerOfTwo(f.f32x4(1).op(f32x4.add).get(n)).op(f32x4.mul).op(f32x4.sub);
  f.get(size).f32x4(BORDER).op(f32x4.lt).op(v128.bitselect);
  f.get(x).f32x4(-0).op(v128.and).op(v128.or);
}
