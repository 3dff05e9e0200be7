import { add, elementwise, log, mul, scalar, type Node } from '@thalweg/graph';

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
