import { elementwise, type Binary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { neg } from './neg.ts';

/**
 * Difference `y = a − b`.
 *
 * - **Shape** `a, b → broadcast(a, b)`
 * - **Gradient** `∂a = ∂y`, `∂b = −∂y`
 */
export const sub: Binary<'sub'> = /* @__PURE__ */ elementwise('sub', {
  formula: (a, b) => scalar.sub(a, b),
  gradient: upstream => [upstream, neg(upstream)],
});
