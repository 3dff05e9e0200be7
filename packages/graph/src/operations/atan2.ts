import { elementwise, type Binary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { square } from './square.ts';

/**
 * Angle of the point (x, y), from −π to π: the arctangent of `y/x` in the quadrant of the point. As everywhere, y is the
 * first argument.
 *
 * - **Shape** `y, x → broadcast(y, x)`
 * - **Gradient** `∂y = ∂·x/(x² + y²)`, `∂x = −∂·y/(x² + y²)` for an upstream gradient ∂
 * - **Source** IEEE 754-2019, §9.2.1, for infinite coordinates and zeros with their signs
 *
 * @example
 * read(atan2(constant([0, 1, 0]), constant([1, 0, -1]))).toArray() // => [0, 1.5707963705062866, 3.1415927410125732]
 */
export const atan2: Binary<'atan2'> = /* @__PURE__ */ elementwise('atan2', {
  formula: (y, x) => scalar.atan2(y, x),
  dtype: sameFloats('atan2'),
  gradient: (upstream, [y, x]) => {
    const share = div(upstream, add(square(x!), square(y!)));
    return [mul(share, x!), neg(mul(share, y!))];
  },
});
