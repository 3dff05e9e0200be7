import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { elementwise } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import type { Node } from '../node/node.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { add } from './add.ts';
import { greater } from './comparison.ts';
import { mul } from './mul.ts';
import { where } from './where.ts';

/** Settings of `elu`. */
export interface EluOptions {
  /** The limit `−α` for large negative x; 1 by default. */
  readonly alpha?: number;
}

/**
 * Exponential linear unit: `y = x` where `x > 0`, else `α·(eˣ − 1)`.
 * As a layer: {@link @thalweg/nn!elu | elu()}.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y` where `x > 0`, else `∂y·(y + α)`
 */
export function elu<S extends Shape>(x: Node<S>, options?: EluOptions): Node<S> {
  const { alpha } = optionsOf('elu', options, { alpha: 1 });
  const apply = elementwise('elu', {
    formula: value => scalar.select(scalar.less(0, value), value, scalar.mul(alpha, scalar.expm1(value))),
    dtype: sameFloats('elu'),
    call: ([input]) => ['elu', input, { alpha }],
    gradient: (upstream, [input], y) => [where(greater(input!, 0), upstream, mul(upstream, add(y, alpha)))],
  });
  return apply(x);
}
