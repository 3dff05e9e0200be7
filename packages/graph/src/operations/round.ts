import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';

/**
 * The nearest whole number `y`, in x's dtype. Halves go to the even neighbour, as in NumPy and PyTorch.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** zero everywhere
 *
 * @example
 * read(round(constant([-1.5, 0.5, 1.5, 2.5]))).toArray() // => [-2, 0, 2, 2]
 */
export const round: Unary = /* @__PURE__ */ elementwise('round', {
  formula: x => scalar.round(x),
  gradient: () => [undefined],
});
