import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { hyperbolicLog } from '../interpreter/instructions.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { sqrt } from './sqrt.ts';
import { square } from './square.ts';

/**
 * Inverse hyperbolic sine `y = ln(x + √(x² + 1))`, with all its digits near 0.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y/√(x² + 1)`
 */
export const asinh: Unary = /* @__PURE__ */ elementwise('asinh', {
  formula: x => {
    const size = scalar.abs(x);
    const squared = scalar.mul(size, size);
    const beyond = scalar.div(squared, scalar.add(1, scalar.sqrt(scalar.add(squared, 1)))); // √(x² + 1) − 1
    return scalar.mul(scalar.sign(x), hyperbolicLog(size, scalar.add(size, beyond)));
  },
  dtype: sameFloats('asinh'),
  gradient: (upstream, [x]) => [div(upstream, sqrt(add(square(x!), 1)))],
});
