import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { abs } from './abs.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { square } from './square.ts';

/**
 * Softsign `y = x/(1 + |x|)`.
 * As a layer: {@link @thalweg/nn!softsign | softsign()}.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y/(1 + |x|)²`
 */
export const softsign: Unary = /* @__PURE__ */ elementwise('softsign', {
  formula: x => scalar.div(x, scalar.add(1, scalar.abs(x))),
  dtype: sameFloats('softsign'),
  gradient: (upstream, [x]) => [div(upstream, square(add(1, abs(x!))))],
});
