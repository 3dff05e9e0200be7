import { elementwise, type Binary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { greater } from './comparison.ts';
import { mul } from './mul.ts';
import { where } from './where.ts';

/**
 * Rectifier with a given slope: `y = x` where `x > 0`, else `slope·x`. A slope for each channel has the shape `[channels]`,
 * as channels are last.
 * As a layer that learns the slope: {@link @thalweg/nn!prelu | prelu()}.
 *
 * - **Shape** `x, slope → broadcast(x, slope)`
 * - **Gradient** `∂x = ∂y` where `x > 0`, else `∂y·slope`; `∂slope = 0` where `x > 0`, else `∂y·x`
 * - **Source** He et al., "Delving Deep into Rectifiers", 2015, eq. 1
 *
 * @example
 * read(prelu(constant([[-1, -1], [2, 2]]), constant([0.25, 0.5]))).toArray() // => [[-0.25, -0.5], [2, 2]]
 */
export const prelu: Binary<'prelu'> = /* @__PURE__ */ elementwise('prelu', {
  formula: (x, slope) => scalar.select(scalar.less(0, x), x, scalar.mul(slope, x)),
  dtype: sameFloats('prelu'),
  gradient: (upstream, [x, slope]) => {
    const isPositive = greater(x!, 0);
    return [where(isPositive, upstream, mul(upstream, slope!)), where(isPositive, 0, mul(upstream, x!))];
  },
});
