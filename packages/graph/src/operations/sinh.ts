import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { mul } from './mul.ts';

// The hyperbolic sine and cosine are each other's gradient, so they share a file. Both take the power of half of x, whose
// square is no larger than twice the result: it overflows where the result does.

/** Below this size sinh x rounds to x. */
const TINY = 2 ** -27;

/** From here on e⁻ˣ is too small to count. */
const FAR = 40;

/**
 * Hyperbolic sine `y = (eˣ − e⁻ˣ)/2`, with all its digits near 0.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·cosh x`
 */
export const sinh: Unary = /* @__PURE__ */ elementwise('sinh', {
  formula: x => {
    const size = scalar.abs(x);
    const less = scalar.expm1(scalar.mul(0.5, size)); // e^(|x|/2) − 1
    const root = scalar.add(less, 1);
    const rise = scalar.mul(scalar.mul(0.5, less), scalar.add(less, 2)); // (e^|x| − 1)/2
    const fall = scalar.div(scalar.div(rise, root), root); // (1 − e^−|x|)/2
    const value = scalar.add(rise, scalar.select(scalar.less(size, FAR), fall, 0));
    return scalar.select(scalar.less(size, TINY), x, scalar.mul(scalar.sign(x), value));
  },
  dtype: sameFloats('sinh'),
  gradient: (upstream, [x]) => [mul(upstream, cosh(x!))],
});

/**
 * Hyperbolic cosine `y = (eˣ + e⁻ˣ)/2`.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y·sinh x`
 */
export const cosh: Unary = /* @__PURE__ */ elementwise('cosh', {
  formula: x => {
    const root = scalar.exp(scalar.mul(0.5, scalar.abs(x)));
    const half = scalar.mul(0.5, root);
    return scalar.add(scalar.mul(half, root), scalar.div(scalar.div(0.5, root), root));
  },
  dtype: sameFloats('cosh'),
  gradient: (upstream, [x]) => [mul(upstream, sinh(x!))],
});
