import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';
import { sub } from './sub.ts';

/**
 * Inverse hyperbolic tangent `y = ½·ln((1 + x)/(1 − x))`, with all its digits near 0; NaN where `|x| > 1`.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y/(1 − x²)`
 */
export const atanh: Unary = /* @__PURE__ */ elementwise('atanh', {
  formula: x => {
    const size = scalar.abs(x);
    const ratio = scalar.div(scalar.mul(2, size), scalar.sub(1, size));
    return scalar.mul(scalar.sign(x), scalar.mul(0.5, scalar.log1p(ratio)));
  },
  dtype: sameFloats('atanh'),
  gradient: (upstream, [x]) => [div(upstream, mul(sub(1, x!), add(1, x!)))],
});
