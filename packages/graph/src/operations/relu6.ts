import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { greater, less } from './comparison.ts';
import { where } from './where.ts';

/**
 * Rectifier with a ceiling `y = min(max(x, 0), 6)`. With other bounds, it is {@link clip}, which has a slope at its bounds.
 * As a layer: {@link @thalweg/nn!relu6 | relu6()}.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y` where `0 < x < 6`, else 0
 */
export const relu6: Unary = /* @__PURE__ */ elementwise('relu6', {
  formula: x => scalar.min(scalar.max(x, 0), 6),
  gradient: (upstream, [x]) => [where(greater(x!, 0), where(less(x!, 6), upstream, 0), 0)],
});
