import type { Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { reductionOf, type AxesOptions, type Reduced } from '../protocol/axes.ts';
import { count } from './reductions/sums-and-broadcasts.ts';
import { div } from './div.ts';
import { sum } from './sum.ts';

/**
 * Mean over axes.
 *
 * - **Shape** `x: S → S` without the axes, or with size 1 along them if `keep`; NaN without elements
 * - **Gradient** `∂x = ∂y / n`, broadcast back
 *
 * @example
 * read(mean(constant([1, 2, 6]))).item() // => 3
 */
export function mean<S extends Shape, const O extends AxesOptions = object>(
  x: Node<S>,
  options?: O,
): Node<Reduced<S, O>> {
  const { axes } = reductionOf('mean', x as Node, options);
  sameFloats('mean')([x.dtype]);
  return div(sum<Shape, AxesOptions>(x, options), count(x, axes)) as Node as Node<Reduced<S, O>>;
}
