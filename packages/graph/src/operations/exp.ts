import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { mul } from './mul.ts';

/**
 * Exponential `y = eˣ`.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·y`
 */
export const exp: Unary = /* @__PURE__ */ elementwise('exp', {
  formula: x => scalar.exp(x),
  dtype: sameFloats('exp'),
  gradient: (upstream, _, y) => [mul(upstream, y)],
});
