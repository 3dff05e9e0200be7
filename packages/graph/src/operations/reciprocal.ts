import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { square } from './square.ts';

/**
 * Reciprocal `y = 1/x`.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = −∂y/x²`
 */
export const reciprocal: Unary = /* @__PURE__ */ elementwise('reciprocal', {
  formula: x => scalar.div(1, x),
  dtype: sameFloats('reciprocal'),
  gradient: (upstream, _, y) => [neg(mul(upstream, square(y)))],
});
