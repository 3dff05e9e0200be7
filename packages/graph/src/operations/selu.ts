import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { add } from './add.ts';
import { greater } from './comparison.ts';
import { mul } from './mul.ts';
import { where } from './where.ts';

// λ and λ·α, by which a mean of 0 and a variance of 1 stay what they are from layer to layer.
const SCALE = 1.0507009873554805;
const LIMIT = SCALE * 1.6732632423543772;

/**
 * Scaled exponential linear unit: `y = λ·x` where `x > 0`, else `λ·α·(eˣ − 1)`, with λ = 1.0507… and α = 1.6732….
 * As a layer: {@link @thalweg/nn!selu | selu()}.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·λ` where `x > 0`, else `∂y·(y + λ·α)`
 * - **Source** Klambauer et al., "Self-Normalizing Neural Networks", 2017, eq. 2 and 14
 */
export const selu: Unary = /* @__PURE__ */ elementwise('selu', {
  formula: x => scalar.select(scalar.less(0, x), scalar.mul(SCALE, x), scalar.mul(LIMIT, scalar.expm1(x))),
  dtype: sameFloats('selu'),
  gradient: (upstream, [x], y) => [mul(upstream, where(greater(x!, 0), SCALE, add(y, LIMIT)))],
});
