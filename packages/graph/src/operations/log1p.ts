import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { add } from './add.ts';
import { div } from './div.ts';

/**
 * Logarithm of one more `y = ln(1 + x)`, with all its digits near 0.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y/(1 + x)`
 */
export const log1p: Unary = /* @__PURE__ */ elementwise('log1p', {
  formula: x => scalar.log1p(x),
  dtype: sameFloats('log1p'),
  gradient: (upstream, [x]) => [div(upstream, add(1, x!))],
});
