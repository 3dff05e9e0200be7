import { elementwise, mul, neg, scalar, sigmoid, sub, type Binary } from '@thalweg/graph';

/**
 * Loss of logits x and labels y, `−y log σ(x) − (1 − y) log(1 − σ(x))`, computed as `max(x, 0) − x·y + log(1 + e^−|x|)`:
 * nothing overflows, and small losses keep their digits. Logits must be finite.
 *
 * - **Shape** `x, y → broadcast(x, y)`
 * - **Gradient** `∂x = ∂l·(σ(x) − y)`, `∂y = −∂l·x`
 */
export const logisticLoss: Binary = /* @__PURE__ */ elementwise('logisticLoss', {
  formula: (x, y) =>
    scalar.add(scalar.sub(scalar.max(x, 0), scalar.mul(x, y)), scalar.log1p(scalar.exp(scalar.neg(scalar.abs(x))))),
  gradient: (upstream, [x, y]) => [mul(upstream, sub(sigmoid(x!), y!)), neg(mul(upstream, x!))],
});
