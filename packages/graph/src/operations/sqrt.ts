import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';

/**
 * Square root `y = √x`.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y/2y`
 */
export const sqrt: Unary = /* @__PURE__ */ elementwise('sqrt', {
  formula: x => scalar.sqrt(x),
  dtype: sameFloats('sqrt'),
  gradient: (upstream, _, y) => [div(upstream, mul(2, y))],
});
