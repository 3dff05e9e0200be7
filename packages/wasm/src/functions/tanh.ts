import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { polynomial } from './polynomial.ts';
import { powerOfE, powerOfTwo } from './power-of-e.ts';

const BORDER = 0.625;
const LARGEST_DOUBLE = 20; // of 2·|x|: from here on tanh is 1

// (tanh x/x − 1)/x² of x², where |x| < 0.625, to 2⁻²⁸ of tanh x.
const NEAR = [-0.005715499, 0.020649103, -0.053743005, 0.13331485, -0.33333284];

/**
 * tanh x, to 1.4 ulp: a polynomial near 0, `1 − 2/(e²ˣ + 1)` beyond.
 *
 * - **Source** Cody, Waite, "Software Manual for the Elementary Functions", 1980, ch. 13: the two intervals; the
 *   polynomial is fitted anew
 */
export function tanh(f: Func): void {
  const [x, size, double, square] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')];
  f.tee(x).op(f32x4.abs).set(size);
  f.get(size).get(size).op(f32x4.mul).set(square);
  f.get(size).get(size).op(f32x4.add).f32x4(LARGEST_DOUBLE).op(f32x4.pmin).set(double);
  polynomial(f, square, NEAR).get(square).op(f32x4.mul).get(size).op(f32x4.mul).get(size).op(f32x4.add);
  f.f32x4(1).f32x4(2);
  const n = powerOfE(f, double);
  powerOfTwo(f.f32x4(1).op(f32x4.add).get(n)).op(f32x4.mul);
  f.f32x4(1).op(f32x4.add).op(f32x4.div).op(f32x4.sub);
  f.get(size).f32x4(BORDER).op(f32x4.lt).op(v128.bitselect);
  f.get(x).f32x4(-0).op(v128.and).op(v128.or);
}
