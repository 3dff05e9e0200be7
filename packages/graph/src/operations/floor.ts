import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';

/**
 * The largest whole number `y ≤ x`, in x's dtype.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** zero everywhere
 */
export const floor: Unary = /* @__PURE__ */ elementwise('floor', {
  formula: x => scalar.floor(x),
  gradient: () => [undefined],
});
