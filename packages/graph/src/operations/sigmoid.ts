import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { mul } from './mul.ts';
import { sub } from './sub.ts';

/**
 * Logistic function `y = 1/(1 + e⁻ˣ)`.
 * As a layer: {@link @thalweg/nn!sigmoid | sigmoid()}.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·y·(1 − y)`
 */
export const sigmoid: Unary = /* @__PURE__ */ elementwise('sigmoid', {
  formula: x => scalar.div(1, scalar.add(1, scalar.exp(scalar.neg(x)))),
  dtype: sameFloats('sigmoid'),
  gradient: (upstream, _, y) => [mul(upstream, mul(y, sub(1, y)))],
});
