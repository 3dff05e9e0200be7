import { elementwise, type Unary } from '../protocol/elementwise.ts';
import { ramp } from '../interpreter/instructions.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { abs } from './abs.ts';
import { less } from './comparison.ts';
import { div } from './div.ts';
import { where } from './where.ts';

/**
 * Logistic function in three straight pieces: `y = min(max(x + 3, 0), 6)/6`, as in PyTorch. Keras 2 and ONNX have a slope of
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
