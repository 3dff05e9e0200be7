import {
  abs,
  add,
  clip,
  div,
  elementwise,
  exp,
  log,
  mul,
  neg,
  type Node,
  relu,
  scalar,
  sigmoid,
  sub,
} from '@thalweg/graph';

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

/**
 * The absolute value of differences, with a parabola in the place of its kink: `d²/2w` where `|d| < w`, else `|d| − w/2`.
 * Nothing overflows.
 *
 * - **Shape** `d: S → S`
 * - **Gradient** `∂d = ∂y·clip(d, −w, w)/w`
 */
export function smoothAbsolute(d: Node, width: number): Node {
  const smooth = elementwise<(d: Node) => Node>('smoothAbsolute', {
    formula: difference => {
      const distance = scalar.abs(difference!);
      const inner = scalar.min(distance, width);
      return scalar.mul(scalar.div(inner, width), scalar.sub(distance, scalar.div(inner, 2)));
    },
    call: ([x]) => ['smoothAbsolute', x, width],
    gradient: (upstream, [x]) => [mul(upstream, div(clip(x!, { min: -width, max: width }), width))],
  });
  return smooth(d);
}

/** `max(x, 0)²`. What has no upstream gradient passes none on, even where the slope is infinite. */
export const squaredRelu: (x: Node) => Node = /* @__PURE__ */ elementwise<(x: Node) => Node>('squaredRelu', {
  formula: x => scalar.mul(scalar.max(x!, 0), scalar.max(x!, 0)),
  gradient: (upstream, [x]) => [weighted(upstream, mul(relu(x!), 2))],
});

/**
 * `x·ln x`, and 0 where x is 0.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·(ln x + 1)`
 */
export const timesLog: (x: Node) => Node = /* @__PURE__ */ elementwise('timesLog', {
  formula: x => scalar.select(scalar.equal(x, 0), 0, scalar.mul(x, scalar.log(x))),
  gradient: (upstream, [x]) => [mul(upstream, add(log(x!), 1))],
});

/** The larger of two. Its gradient does not stop where that is the bound. */
export const varianceAtLeast: (x: Node, bound: number) => Node = /* @__PURE__ */ elementwise<
  (x: Node, bound: number) => Node
>('varianceAtLeast', {
  formula: (x, bound) => scalar.max(x!, bound!),
  gradient: upstream => [upstream, undefined],
});

/**
 * The product of a weight and a value, which is 0 where the weight is, even of an infinite value: 0·log 0 is 0.
 *
 * - **Shape** `weight, x → broadcast(weight, x)`
 * - **Gradient** `∂weight = ∂y·x`, `∂x = ∂y·weight`
 */
export const weighted: (weight: Node, x: Node) => Node = /* @__PURE__ */ elementwise('weighted', {
  formula: (weight, x) => scalar.select(scalar.equal(weight, 0), 0, scalar.mul(weight, x)),
  gradient: (upstream, [weight, x]) => [mul(upstream, x!), mul(upstream, weight!)],
});
