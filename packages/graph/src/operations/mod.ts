import { elementwise, type Binary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { cast } from './cast.ts';
import { notEqual } from './comparison.ts';
import { div } from './div.ts';
import { fmod } from './fmod.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { round } from './round.ts';
import { stopGradient } from './stop-gradient.ts';
import { sub } from './sub.ts';

/**
 * Remainder `y = a − b·⌊a/b⌋`, with the sign of the divisor b; exact for every quotient, and NaN for a divisor of 0. It takes
 * int32 too, where a divisor of 0 gives 0. It is `np.mod` and `torch.remainder`; with the sign of a, it is {@link fmod}.
 *
 * - **Shape** `a, b → broadcast(a, b)`
 * - **Gradient** `∂a = ∂y`, `∂b = −∂y·⌊a/b⌋`
 *
 * @example
 * read(mod(constant([-7, 7, -7]), constant([3, -3, -3]))).toArray() // => [2, -2, -1]
 */
export const mod: Binary<'mod'> = /* @__PURE__ */ elementwise('mod', {
  formula: (a, b) => {
    const rest = scalar.fmod(a, b);
    const fits = scalar.equal(scalar.less(rest, 0), scalar.less(b, 0));
    return scalar.select(scalar.equal(rest, 0), rest, scalar.select(fits, rest, scalar.add(rest, b)));
  },
  gradient: (upstream, [a, b], y) => {
    const rest = fmod(a!, b!);
    const below = stopGradient(cast(notEqual(y, rest), y.dtype));
    // By what is left of a, for a/b may be rounded to the next whole number.
    return [upstream, neg(mul(upstream, sub(round(div(sub(a!, rest), b!)), below)))];
  },
});
