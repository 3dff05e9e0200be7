import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';

/**
 * Binary logarithm `y = log₂ x`, exact for powers of 2.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y/(x·ln 2)`
 */
export const log2: Unary = /* @__PURE__ */ elementwise('log2', {
  formula: x => scalar.log2(x),
  dtype: sameFloats('log2'),
  gradient: (upstream, [x]) => [div(upstream, mul(x!, Math.LN2))],
});
