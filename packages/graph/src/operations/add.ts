import { elementwise, type Binary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';

/**
 * Sum `y = a + b`.
 *
 * - **Shape** `a, b → broadcast(a, b)`
 * - **Gradient** `∂a = ∂y`, `∂b = ∂y`
 */
export const add: Binary<'add'> = /* @__PURE__ */ elementwise('add', {
  formula: (a, b) => scalar.add(a, b),
  gradient: upstream => [upstream, upstream],
});
