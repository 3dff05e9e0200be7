import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { elementwise } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import type { Node } from '../node/node.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { greater } from './comparison.ts';
import { mul } from './mul.ts';
import { where } from './where.ts';

/** Settings of `leakyRelu`. */
export interface LeakyReluOptions {
  /** The slope left of 0; 0.01 by default. */
  readonly slope?: number;
}

/**
 * Leaky rectifier: `y = x` where `x > 0`, else `slope·x`.
 * As a layer: {@link @thalweg/nn!leakyRelu | leakyRelu()}.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y` where `x > 0`, else `∂y·slope`
 */
export function leakyRelu<S extends Shape>(x: Node<S>, options?: LeakyReluOptions): Node<S> {
  const { slope } = optionsOf('leakyRelu', options, { slope: 0.01 });
  const apply = elementwise('leakyRelu', {
    formula: value => scalar.select(scalar.less(0, value), value, scalar.mul(slope, value)),
    dtype: sameFloats('leakyRelu'),
    call: ([input]) => ['leakyRelu', input, { slope }],
    gradient: (upstream, [input]) => [where(greater(input!, 0), upstream, mul(upstream, slope))],
  });
  return apply(x);
}
