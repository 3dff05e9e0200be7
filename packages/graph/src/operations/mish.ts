import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { add } from './add.ts';
import { mul } from './mul.ts';
import { sigmoid } from './sigmoid.ts';
import { softplus } from './softplus.ts';
import { square } from './square.ts';
import { sub } from './sub.ts';
import { tanh } from './tanh.ts';

/** From here on mish x rounds to x, and no power overflows before. */
const FAR = 20;

/**
 * Mish `y = x·tanh(ln(1 + eˣ))`, computed as `x·n/(n + 2)` with `n = eˣ·(eˣ + 2)`: no digits are lost where the tangent
 * is close to 0 or to 1.
 * As a layer: {@link @thalweg/nn!mish | mish()}.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·(t + x·(1 − t²)·sigmoid(x))` with `t = tanh(ln(1 + eˣ))`
 * - **Source** Misra, "Mish: A Self Regularized Non-Monotonic Activation Function", 2019, arXiv 1908.08681, eq. 1
 */
export const mish: Unary = /* @__PURE__ */ elementwise('mish', {
  formula: x => {
    const power = scalar.exp(scalar.min(x, FAR));
    const n = scalar.mul(power, scalar.add(power, 2));
    return scalar.mul(x, scalar.div(n, scalar.add(n, 2)));
  },
  dtype: sameFloats('mish'),
  gradient: (upstream, [x]) => {
    const t = tanh(softplus(x!));
    return [mul(upstream, add(t, mul(mul(x!, sub(1, square(t))), sigmoid(x!))))];
  },
});
