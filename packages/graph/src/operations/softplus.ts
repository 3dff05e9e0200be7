import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { mul } from './mul.ts';
import { sigmoid } from './sigmoid.ts';

/**
 * Softplus `y = ln(1 + eˣ)`, computed as `max(x, 0) + ln(1 + e^−|x|)`: no power overflows.
 * As a layer: {@link @thalweg/nn!softplus | softplus()}.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·sigmoid(x)`
 */
export const softplus: Unary = /* @__PURE__ */ elementwise('softplus', {
  formula: x => scalar.add(scalar.max(x, 0), scalar.log1p(scalar.exp(scalar.neg(scalar.abs(x))))),
  dtype: sameFloats('softplus'),
  gradient: (upstream, [x]) => [mul(upstream, sigmoid(x!))],
});
