import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';

/**
 * Negation `y = −x`. The int32 number −2³¹ stays −2³¹.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = −∂y`
 */
export const neg: Unary = /* @__PURE__ */ elementwise('neg', {
  formula: x => scalar.neg(x),
  gradient: upstream => [neg(upstream)],
});
