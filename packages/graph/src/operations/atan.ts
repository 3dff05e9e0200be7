import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { square } from './square.ts';

/**
 * Arctangent: the angle `y` from −π/2 to π/2 whose tangent is `x`. For the angle of a point, use {@link atan2}.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y/(1 + x²)`
 */
export const atan: Unary = /* @__PURE__ */ elementwise('atan', {
  formula: x => scalar.atan2(x, 1),
  dtype: sameFloats('atan'),
  gradient: (upstream, [x]) => [div(upstream, add(1, square(x!)))],
});
