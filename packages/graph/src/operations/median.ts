import type { Shape } from '@thalweg/tensor';
import { quantilesOver } from './order/quantiles-over.ts';
import type { Node } from '../node/node.ts';
import { reductionOf, type AxesOptions, type Reduced } from '../protocol/axes.ts';

/**
 * The median over axes: the middle element in rising order, and of an even number the mean of the middle two, as in NumPy;
 * PyTorch's `median` takes the smaller of these, as `quantile(x, 0.5, { method: 'lower' })` does. NaN if an element is.
 *
 * - **Shape** `x: S → S` without the axes, or with size 1 along them if `keep`
 * - **Gradient** `∂x`: ∂y to the middle element, or half of it to each of the two, by composition
 * - **Throws** `ShapeError` if there is no element, when the node is built or in a pass if an axis has a name
 *
 * @example
 * read(median(constant([5, 1, 9, 7]))).item() // => 6
 */
export function median<S extends Shape, const O extends AxesOptions = object>(
  x: Node<S>,
  options?: O,
): Node<Reduced<S, O>> {
  const settings = reductionOf('median', x as Node, options);
  return quantilesOver('median', x as Node, 0.5, { ...settings, method: 'linear' }) as Node as Node<Reduced<S, O>>;
}
