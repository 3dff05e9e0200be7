import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { hyperbolicLog } from '../interpreter/instructions.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';
import { sqrt } from './sqrt.ts';
import { sub } from './sub.ts';

/**
 * Inverse hyperbolic cosine `y = ln(x + √(x² − 1))`, with all its digits near 1; NaN where `x < 1`.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y/√(x² − 1)`
 */
export const acosh: Unary = /* @__PURE__ */ elementwise('acosh', {
  formula: x => {
    const above = scalar.sub(x, 1);
    const root = scalar.mul(scalar.sqrt(above), scalar.sqrt(scalar.add(x, 1))); // √(x² − 1)
    return hyperbolicLog(x, scalar.add(above, root));
  },
  dtype: sameFloats('acosh'),
  gradient: (upstream, [x]) => [div(upstream, mul(sqrt(sub(x!, 1)), sqrt(add(x!, 1))))],
});
