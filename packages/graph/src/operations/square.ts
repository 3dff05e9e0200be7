import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { mul } from './mul.ts';

/**
 * Square `y = x²`. Of int32 it is exact in two's complement.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·2x`
 */
export const square: Unary = /* @__PURE__ */ elementwise('square', {
  formula: x => scalar.mul(x, x),
  gradient: (upstream, [x]) => [mul(upstream, mul(2, x!))],
});
