import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { sigmoid } from './sigmoid.ts';

/**
 * Logarithm of the logistic function `y = −ln(1 + e⁻ˣ)`, computed as `min(x, 0) − ln(1 + e^−|x|)`: no power overflows.
 * As a layer: {@link @thalweg/nn!logSigmoid | logSigmoid()}.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·sigmoid(−x)`
 */
export const logSigmoid: Unary = /* @__PURE__ */ elementwise('logSigmoid', {
  formula: x => scalar.sub(scalar.min(x, 0), scalar.log1p(scalar.exp(scalar.neg(scalar.abs(x))))),
  dtype: sameFloats('logSigmoid'),
  gradient: (upstream, [x]) => [mul(upstream, sigmoid(neg(x!)))],
});
