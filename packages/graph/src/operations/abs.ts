import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { mul } from './mul.ts';
import { sign } from './sign.ts';

/**
 * Absolute value `y = |x|`. The int32 number −2³¹ stays −2³¹.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·sign x`, so 0 at 0
 */
export const abs: Unary = /* @__PURE__ */ elementwise('abs', {
  formula: x => scalar.abs(x),
  gradient: (upstream, [x]) => [mul(upstream, sign(x!))],
});
