import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';

/**
 * Sign `y`: −1, 0 or 1.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** zero everywhere
 */
export const sign: Unary = /* @__PURE__ */ elementwise('sign', {
  formula: x => scalar.sign(x),
  gradient: () => [undefined],
});
