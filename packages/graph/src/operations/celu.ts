import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { GraphError } from '../errors/graph-error.ts';
import { elementwise } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import type { Node } from '../node/node.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { add } from './add.ts';
import { greater } from './comparison.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';
import { where } from './where.ts';

/** Settings of `celu`. */
export interface CeluOptions {
  /** The limit `−α` for large negative x; 1 by default. */
  readonly alpha?: number;
}

/**
 * Continuously differentiable exponential linear unit: `y = x` where `x > 0`, else `α·(e^(x/α) − 1)`. Its slope has no jump
 * at 0, whatever α is.
 * As a layer: {@link @thalweg/nn!celu | celu()}.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y` where `x > 0`, else `∂y·(y/α + 1)`
 * - **Throws** `GraphError` unless α is above 0
 * - **Source** Barron, "Continuously Differentiable Exponential Linear Units", 2017, arXiv 1704.07483, eq. 2
 */
export function celu<S extends Shape>(x: Node<S>, options?: CeluOptions): Node<S> {
  const { alpha } = optionsOf('celu', options, { alpha: 1 });
  if (!(alpha > 0)) throw new GraphError('celu', 'alpha must be above 0', String(alpha), 'Try 1.');
  const apply = elementwise('celu', {
    formula: value => {
      const power = scalar.mul(alpha, scalar.expm1(scalar.div(value, alpha)));
      return scalar.select(scalar.less(0, value), value, power);
    },
    dtype: sameFloats('celu'),
    call: ([input]) => ['celu', input, { alpha }],
    gradient: (upstream, [input], y) => [where(greater(input!, 0), upstream, mul(upstream, add(div(y, alpha), 1)))],
  });
  return apply(x);
}
