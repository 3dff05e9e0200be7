import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';

// Sine and cosine are each other's gradient, so they share a file.

/**
 * Sine `y = sin x`, x in radians.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·cos x`
 */
export const sin: Unary = /* @__PURE__ */ elementwise('sin', {
  formula: x => scalar.sin(x),
  dtype: sameFloats('sin'),
  gradient: (upstream, [x]) => [mul(upstream, cos(x!))],
});

/**
 * Cosine `y = cos x`, x in radians.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = −∂y·sin x`
 */
export const cos: Unary = /* @__PURE__ */ elementwise('cos', {
  formula: x => scalar.cos(x),
  dtype: sameFloats('cos'),
  gradient: (upstream, [x]) => [neg(mul(upstream, sin(x!)))],
});
