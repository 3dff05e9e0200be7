import { abs, elementwise, exp, mul, neg, scalar, sigmoid, sub, type Node } from '@thalweg/graph';

/**
 * Loss of logits x and labels y, `−y log σ(x) − (1 − y) log(1 − σ(x))`, computed as `t·|x| + log(1 + e^−|x|)`, where t is
 * `1 − y` for x above 0 and else y: nothing overflows, small losses keep their digits, and infinite logits of the right
 * sign cost nothing.
 *
 * - **Shape** `x, y → broadcast(x, y)`
 * - **Gradient** `∂x = ∂l·(σ(x) − y)`, `∂y = −∂l·x`
 */
export function logisticLoss(x: Node, y: Node): Node {
  return logisticWithPower(x, y, exp(neg(abs(x))));
}

/** An operation of x, y and `e^−|x|`, which the loss and its slope share. */
type WithPower = (x: Node, y: Node, power: Node) => Node;

// The slope by x is that of everything, so none goes back through the power.
/** The loss of x and y, given `e^−|x|`. */
export const logisticWithPower: WithPower = /* @__PURE__ */ elementwise<WithPower>('logisticLoss', {
  call: inputs => ['logisticWithPower', ...inputs],
  formula: (x, y, power) => {
    const wrong = scalar.select(scalar.less(0, x), scalar.sub(1, y), y);
    const distance = scalar.select(scalar.equal(wrong, 0), 0, scalar.mul(wrong, scalar.abs(x)));
    return scalar.add(distance, scalar.log1p(power));
  },
  gradient: (upstream, [x, y, power]) => [
    mul(upstream, logisticResidual(x!, y!, power!)),
    neg(mul(upstream, x!)) as Node,
    undefined,
  ],
});

/** σ(x) − y without loss of digits: with `q = σ(−|x|)`, it is `(1 − y) − q` for x above 0, and else `q − y`. */
export const logisticResidual: WithPower = /* @__PURE__ */ elementwise<WithPower>('residual', {
  call: inputs => ['logisticResidual', ...inputs],
  formula: (x, y, power) => {
    const rest = scalar.div(power, scalar.add(1, power));
    return scalar.select(scalar.less(0, x), scalar.sub(scalar.sub(1, y), rest), scalar.sub(rest, y));
  },
  gradient: (upstream, [x]) => {
    const probability = sigmoid(x!);
    return [mul(upstream, mul(probability, sub(1, probability))), neg(upstream) as Node, undefined];
  },
});
