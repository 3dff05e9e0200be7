import { elementwise, type Binary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { round } from './round.ts';
import { sub } from './sub.ts';

/**
 * Remainder `y = a − b·trunc(a/b)`, with the sign of the dividend a, as `fmod` of C, NumPy and PyTorch and `%` of
 * JavaScript; exact for every quotient, and NaN for a divisor of 0. It takes int32 too, where a divisor of 0 gives 0. With the
 * sign of b, it is {@link mod}.
 *
 * - **Shape** `a, b → broadcast(a, b)`
 * - **Gradient** `∂a = ∂y`, `∂b = −∂y·trunc(a/b)`
 *
 * @example
 * read(fmod(constant([-7, 7, -7]), constant([3, -3, -3]))).toArray() // => [-1, 1, -1]
 */
export const fmod: Binary<'fmod'> = /* @__PURE__ */ elementwise('fmod', {
  formula: (a, b) => scalar.fmod(a, b),
  // By what is left of a, for a/b may be rounded to the next whole number.
  gradient: (upstream, [a, b], y) => [upstream, neg(mul(upstream, round(div(sub(a!, y), b!))))],
});
