import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { greater } from './comparison.ts';
import { where } from './where.ts';

/**
 * Rectifier `y = max(x, 0)`.
 * As a layer: {@link @thalweg/nn!relu | relu()}.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y` where `x > 0`, else 0
 */
export const relu: Unary = /* @__PURE__ */ elementwise('relu', {
  formula: x => scalar.max(x, 0),
  // The output is positive where the input is: so the input need not be kept.
  gradient: (upstream, _, y) => [where(greater(y, 0), upstream, 0)],
});
