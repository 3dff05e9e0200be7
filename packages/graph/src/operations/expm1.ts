import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { exp } from './exp.ts';
import { mul } from './mul.ts';

/**
 * Exponential less one `y = eˣ − 1`, with all its digits near 0.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·eˣ`
 */
export const expm1: Unary = /* @__PURE__ */ elementwise('expm1', {
  formula: x => scalar.expm1(x),
  dtype: sameFloats('expm1'),
  gradient: (upstream, [x]) => [mul(upstream, exp(x!))],
});
