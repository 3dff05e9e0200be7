import * as scalar from '../interpreter/scalar.ts';
import { elementwise, type Binary } from '../protocol/elementwise.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { sigmoid } from './sigmoid.ts';
import { sub } from './sub.ts';

/**
 * Loss of logits x and labels y, `−y log σ(x) − (1 − y) log(1 − σ(x))`, computed as `t·|x| + log(1 + e^−|x|)`, where t is
 * `1 − y` for x above 0 and else y: nothing overflows, small losses keep their digits, and infinite logits of the right
 * sign cost nothing.
 *
 * - **Shape** `x, y → broadcast(x, y)`
 * - **Gradient** `∂x = ∂l·(σ(x) − y)`, `∂y = −∂l·x`
 */
export const logisticLoss: Binary = /* @__PURE__ */ elementwise('logisticLoss', {
  formula: (x, y) => {
    const size = scalar.abs(x);
    const wrong = scalar.select(scalar.less(0, x), scalar.sub(1, y), y);
    const distance = scalar.select(scalar.equal(wrong, 0), 0, scalar.mul(wrong, size));
    return scalar.add(distance, scalar.log1p(scalar.exp(scalar.neg(size))));
  },
  dtype: sameFloats('logisticLoss'),
  gradient: (upstream, [x, y]) => [mul(upstream, residual(x!, y!)), neg(mul(upstream, x!))],
});

/** σ(x) − y without loss of digits: with `q = σ(−|x|)`, it is `(1 − y) − q` for x above 0, and else `q − y`. */
const residual: Binary = /* @__PURE__ */ elementwise('residual', {
  formula: (x, y) => {
    const power = scalar.exp(scalar.neg(scalar.abs(x)));
    const rest = scalar.div(power, scalar.add(1, power));
    return scalar.select(scalar.less(0, x), scalar.sub(scalar.sub(1, y), rest), scalar.sub(rest, y));
  },
  gradient: (upstream, [x]) => {
    const probability = sigmoid(x!);
    return [mul(upstream, mul(probability, sub(1, probability))), neg(upstream)];
  },
});
