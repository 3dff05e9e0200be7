import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';

/**
 * Decimal logarithm `y = log₁₀ x`, exact for powers of 10.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y/(x·ln 10)`
 */
export const log10: Unary = /* @__PURE__ */ elementwise('log10', {
  formula: x => scalar.log10(x),
  dtype: sameFloats('log10'),
  gradient: (upstream, [x]) => [div(upstream, mul(x!, Math.LN10))],
});
