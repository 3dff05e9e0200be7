import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';

/**
 * The smallest whole number `y ≥ x`, in x's dtype.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** zero everywhere
 *
 * @example
 * read(ceil(constant([-1.5, 0.5, 2]))).toArray() // => [-1, 1, 2]
 */
export const ceil: Unary = /* @__PURE__ */ elementwise('ceil', {
  formula: x => scalar.ceil(x),
  gradient: () => [undefined],
});
