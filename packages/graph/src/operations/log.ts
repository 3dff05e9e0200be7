import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { div } from './div.ts';

/**
 * Natural logarithm `y = ln x`.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y/x`
 */
export const log: Unary = /* @__PURE__ */ elementwise('log', {
  formula: x => scalar.log(x),
  dtype: sameFloats('log'),
  gradient: (upstream, [x]) => [div(upstream, x!)],
});
