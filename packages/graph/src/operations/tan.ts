import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { add } from './add.ts';
import { mul } from './mul.ts';
import { square } from './square.ts';

/**
 * Tangent `y = tan x`, x in radians.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·(1 + y²)`
 */
export const tan: Unary = /* @__PURE__ */ elementwise('tan', {
  formula: x => scalar.div(scalar.sin(x), scalar.cos(x)),
  dtype: sameFloats('tan'),
  gradient: (upstream, _, y) => [mul(upstream, add(1, square(y)))],
});
