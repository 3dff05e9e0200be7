import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { mul } from './mul.ts';

/**
 * Power of two `y = 2ˣ`, exact for whole x.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·y·ln 2`
 */
export const exp2: Unary = /* @__PURE__ */ elementwise('exp2', {
  formula: x => scalar.pow(2, x),
  dtype: sameFloats('exp2'),
  gradient: (upstream, _, y) => [mul(upstream, mul(y, Math.LN2))],
});
