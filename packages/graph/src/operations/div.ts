import { elementwise, type Binary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';

/**
 * Quotient `y = a/b`.
 *
 * - **Shape** `a, b → broadcast(a, b)`
 * - **Gradient** `∂a = ∂y/b`, `∂b = −∂y·y/b`
 */
export const div: Binary<'div'> = /* @__PURE__ */ elementwise('div', {
  formula: (a, b) => scalar.div(a, b),
  dtype: sameFloats('div'),
  gradient: (upstream, [, b], y) => [div(upstream, b!), neg(div(mul(upstream, y), b!))],
});
