import { elementwise, mul, scalar, type Node } from '@thalweg/graph';

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
