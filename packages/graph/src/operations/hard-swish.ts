import { elementwise, type Unary } from '../protocol/elementwise.ts';
import { ramp } from '../interpreter/instructions.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { add } from './add.ts';
import { greater, less } from './comparison.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';
import { where } from './where.ts';

/**
 * Sigmoid linear unit in three pieces: `y = x·min(max(x + 3, 0), 6)/6`.
 * As a layer: {@link @thalweg/nn!hardSwish | hardSwish()}.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·(x/3 + ½)` from −3 to 3, `∂y` above and 0 below
 * - **Source** Howard et al., "Searching for MobileNetV3", 2019, §5.2
 */
export const hardSwish: Unary = /* @__PURE__ */ elementwise('hardSwish', {
  formula: x => scalar.mul(x, ramp(x)),
  dtype: sameFloats('hardSwish'),
  gradient: (upstream, [x]) => {
    const inside = mul(upstream, add(div(x!, 3), 0.5));
    return [where(greater(x!, 3), upstream, where(less(x!, -3), 0, inside))];
  },
});
