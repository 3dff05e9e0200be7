import { elementwise, type Unary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { sqrt } from './sqrt.ts';
import { sub } from './sub.ts';

/**
 * Arccosine: the angle `y` from 0 to π whose cosine is `x`, NaN where `|x| > 1`.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = −∂y/√(1 − x²)`
 */
export const acos: Unary = /* @__PURE__ */ elementwise('acos', {
  formula: x => scalar.atan2(scalar.sqrt(scalar.mul(scalar.sub(1, x), scalar.add(1, x))), x),
  dtype: sameFloats('acos'),
  gradient: (upstream, [x]) => [neg(div(upstream, sqrt(mul(sub(1, x!), add(1, x!)))))],
});
