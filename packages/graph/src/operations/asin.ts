import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';
import { sqrt } from './sqrt.ts';
import { sub } from './sub.ts';

/**
 * Arcsine: the angle `y` from −π/2 to π/2 whose sine is `x`, NaN where `|x| > 1`.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y/√(1 − x²)`
 */
export const asin: Unary = /* @__PURE__ */ elementwise('asin', {
  formula: x => scalar.atan2(x, scalar.sqrt(scalar.mul(scalar.sub(1, x), scalar.add(1, x)))),
  dtype: sameFloats('asin'),
  gradient: (upstream, [x]) => [div(upstream, sqrt(mul(sub(1, x!), add(1, x!))))],
});
