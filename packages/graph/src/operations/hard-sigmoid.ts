import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import type { Term } from '../wire/formula.ts';
import { abs } from './abs.ts';
import { add } from './add.ts';
import { greater, less } from './comparison.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';
import { where } from './where.ts';

// The two are to each other as sigmoid and silu: hardSwish x is x·hardSigmoid x.

/** min(max(x + 3, 0), 6)/6 */
function ramp(x: Term): Term {
  return scalar.div(scalar.min(scalar.max(scalar.add(x, 3), 0), 6), 6);
}

/**
 * Logistic function in three straight pieces: `y = min(max(x + 3, 0), 6)/6`, as in PyTorch. Keras and ONNX have a slope of
 * ⅕: `clip(add(mul(x, 0.2), 0.5), { min: 0, max: 1 })`.
 * As a layer: {@link @thalweg/nn!hardSigmoid | hardSigmoid()}.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y/6` where `|x| < 3`, else 0
 * - **Source** Howard et al., "Searching for MobileNetV3", 2019, §5.2
 */
export const hardSigmoid: Unary = /* @__PURE__ */ elementwise('hardSigmoid', {
  formula: ramp,
  dtype: sameFloats('hardSigmoid'),
  gradient: (upstream, [x]) => [where(less(abs(x!), 3), div(upstream, 6), 0)],
});

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
