import { elementwise, type Binary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';

/**
 * Product `y = a·b`. Of int32 it is exact in two's complement: what is past the ends is taken modulo 2³².
 *
 * - **Shape** `a, b → broadcast(a, b)`
 * - **Gradient** `∂a = ∂y·b`, `∂b = ∂y·a`
 */
export const mul: Binary<'mul'> = /* @__PURE__ */ elementwise('mul', {
  formula: (a, b) => scalar.mul(a, b),
  gradient: (upstream, [a, b]) => [mul(upstream, b!), mul(upstream, a!)],
});
