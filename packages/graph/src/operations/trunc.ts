import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';

/**
 * `x` without its fraction, in x's dtype: the nearest whole number towards 0.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** zero everywhere
 *
 * @example
 * read(trunc(constant([-1.5, 0.5, 2]))).toArray() // => [-1, 0, 2]
 */
export const trunc: Unary = /* @__PURE__ */ elementwise('trunc', {
  formula: x => scalar.trunc(x),
  gradient: () => [undefined],
});
