import { elementwise, type Binary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { equal } from './comparison.ts';
import { log } from './log.ts';
import { mul } from './mul.ts';
import { sub } from './sub.ts';
import { where } from './where.ts';

/**
 * Power `y = aᵇ`.
 *
 * - **Shape** `a, b → broadcast(a, b)`
 * - **Gradient** `∂a = ∂y·b·aᵇ⁻¹`, `∂b = ∂y·y·ln a`
 */
export const pow: Binary<'pow'> = /* @__PURE__ */ elementwise('pow', {
  formula: (a, b) => scalar.pow(a, b),
  dtype: sameFloats('pow'),
  gradient: (upstream, [a, b], y) => [
    // a⁰ stays 1 however a moves, though 0⁻¹ is not finite.
    mul(upstream, where(equal(b!, 0), 0, mul(b!, pow(a!, sub(b!, 1))))),
    // Where the power is 0 it stays 0 however b moves, though ln 0 is not finite.
    mul(upstream, where(equal(y, 0), 0, mul(y, log(a!)))),
  ],
});
