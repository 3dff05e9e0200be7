import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { mul } from './mul.ts';
import { square } from './square.ts';
import { sub } from './sub.ts';

/**
 * Hyperbolic tangent `y = tanh x`.
 * As a layer: {@link @thalweg/nn!tanh | tanh()}.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·(1 − y²)`
 */
export const tanh: Unary = /* @__PURE__ */ elementwise('tanh', {
  formula: x => scalar.tanh(x),
  dtype: sameFloats('tanh'),
  gradient: (upstream, _, y) => [mul(upstream, sub(1, square(y)))],
});
