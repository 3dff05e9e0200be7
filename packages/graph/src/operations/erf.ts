import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { exp } from './exp.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { square } from './square.ts';

/**
 * Error function `y = 2/√π·∫₀ˣ e^(−t²) dt`.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·2/√π·e^(−x²)`
 */
export const erf: Unary = /* @__PURE__ */ elementwise('erf', {
  formula: x => scalar.erf(x),
  dtype: sameFloats('erf'),
  gradient: (upstream, [x]) => [mul(upstream, mul(2 / Math.sqrt(Math.PI), exp(neg(square(x!)))))],
});
