import type { Func } from '../assembler/func.ts';
import { pushHalf, pushRounded } from '../assembler/lanes.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';
import * as v128 from '../assembler/opcodes/v128.ts';

/** The bits of a quotient that a turn takes: their product with a float32 is exact in float64. */
const TURN = 28;

/** Above every finite float32, for infinite divisors: 0 times this is 0. */
const BEYOND = 2 ** 129;

/**
 * The remainder of x by y, with the sign of x, exact for every quotient: long division in float64, two lanes at a time,
 * 28 bits of the quotient in a turn. Most numbers take one turn, and none takes more than ten.
 *
 * - **Source** "Programming languages – C", ISO/IEC 9899:2018, §7.12.10.1
 */
export function fmod(f: Func): void {
  const [x, y, rest, divisor] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')];
  const rests = [f.local('v128'), f.local('v128')] as const;
  f.set(y).set(x);
  for (const half of [0, 1] as const) {
    pushHalf(f, x, half).op(f64x2.abs).set(rest);
    pushHalf(f, y, half).op(f64x2.abs).f64x2(BEYOND).op(f64x2.pmin).set(divisor);
    divide(f, rest, divisor);
    f.get(rest).set(rests[half]);
  }
  pushRounded(f, rests);
  f.get(x).f32x4(-0).op(v128.and).op(v128.or);
}

/**
 * Takes multiples of the divisor from the rest until it is smaller in both lanes; a lane that is smaller stays as it is.
 * Where the rest is infinite or the divisor 0, the first turn makes NaN of it.
 */
function divide(f: Func, rest: number, divisor: number): void {
  const multiple = f.local('v128'); // the divisor times a power of 2
  f.loop(() => {
    f.get(divisor);
    // All bits of the exponent, and no others, are those of ∞.
    f.get(rest).get(divisor).op(f64x2.div).f64x2(Infinity).op(v128.and);
    f.f64x2(2 ** -TURN)
      .op(f64x2.mul)
      .f64x2(1)
      .op(f64x2.pmax)
      .op(f64x2.mul)
      .set(multiple);
    f.get(rest).get(rest).get(multiple).op(f64x2.div).op(f64x2.floor);
    f.get(multiple).op(f64x2.mul).op(f64x2.sub).tee(rest);
    // The quotient may have been rounded up to the next whole number.
    f.get(rest).f64x2(0).op(f64x2.lt).get(multiple).op(v128.and).op(f64x2.add).tee(rest);
    f.get(divisor).op(f64x2.ge).op(v128.anyTrue).brIf(0);
  });
}
