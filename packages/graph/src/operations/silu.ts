import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { add } from './add.ts';
import { mul } from './mul.ts';
import { sigmoid } from './sigmoid.ts';
import { sub } from './sub.ts';

/**
 * Sigmoid linear unit `y = x·sigmoid(x)`, also called swish.
 * As a layer: {@link @thalweg/nn!silu | silu()}.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·(s + y·(1 − s))` with `s = sigmoid(x)`
 */
export const silu: Unary = /* @__PURE__ */ elementwise('silu', {
  formula: x => scalar.div(x, scalar.add(1, scalar.exp(scalar.neg(x)))),
  dtype: sameFloats('silu'),
  gradient: (upstream, [x], y) => {
    const s = sigmoid(x!);
    return [mul(upstream, add(s, mul(y, sub(1, s))))];
  },
});
