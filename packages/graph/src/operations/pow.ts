import { elementwise, type Binary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { equal, lessEqual } from './comparison.ts';
import { log } from './log.ts';
import { mul } from './mul.ts';
import { sub } from './sub.ts';
import { where } from './where.ts';

/**
 * Power `y = aᵇ`. Any number to the power of 0 and 1 to any power are 1, NaN included; −1 to the power of ±∞ is 1.
 *
 * - **Shape** `a, b → broadcast(a, b)`
 * - **Gradient** `∂a = ∂y·b·aᵇ⁻¹`, and 0 where `b = 0`; `∂b = ∂y·y·ln a`, and 0 where `a = 0` and `b ≥ 0`
 * - **Source** IEEE 754-2019, §9.2.1
 */
export const pow: Binary<'pow'> = /* @__PURE__ */ elementwise('pow', {
  formula: (a, b) => scalar.pow(a, b),
  dtype: sameFloats('pow'),
  gradient: (upstream, [a, b], y) => {
    const slope = mul(y, log(a!));
    return [
      // a⁰ stays 1 however a moves, though 0⁻¹ is not finite.
      mul(upstream, where(equal(b!, 0), 0, mul(b!, pow(a!, sub(b!, 1))))),
      // 0ᵇ stays what it is however b moves, though ln 0 is not finite; 0⁰ does by convention.
      mul(upstream, where(equal(a!, 0), where(lessEqual(0, b!), 0, slope), slope)),
    ];
  },
});
