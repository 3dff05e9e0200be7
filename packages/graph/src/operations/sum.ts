import type { Shape } from '@thalweg/tensor';
import { broadcastTo, sumAlong, sumTo } from './reductions/sums-and-broadcasts.ts';
import { type AxesOptions, type Reduced, reductionOf, withoutAxes } from '../protocol/axes.ts';
import type { Node } from '../node/node.ts';

// Sums and broadcasts are each other's gradient, so they share a file.

/**
 * Sum over axes. Accumulated in float64: blocks of 32 terms one after another, and the blocks in pairs, so that the error
 * grows with the logarithm of the number of terms. 10⁷ tenths in float64 are within 1e-15 of their exact sum. A compiled
 * sum of float32 is accumulated in float64 too, but in plain order, four terms at a time; its error is that of rounding
 * the result. A sum of int32 is exact in two's complement.
 *
 * - **Shape** `x: S → S` without the axes, or with size 1 along them if `keep`; an empty sum is 0
 * - **Gradient** `∂x = ∂y`, broadcast back
 *
 * @example
 * read(sum(constant([[1, 2], [3, 4]]), { axes: 0 })).toArray() // => [4, 6]
 */
export function sum<S extends Shape, const O extends AxesOptions = object>(
  x: Node<S>,
  options?: O,
): Node<Reduced<S, O>> {
  const { axes, keep } = reductionOf('sum', x as Node, options);
  const summed = sumAlong(x, axes);
  return (keep ? summed : withoutAxes(summed, axes)) as Node<Reduced<S, O>>;
}

/**
 * A value repeated to the shape of another, of which only the shape is used.
 *
 * - **Shape** `x: A, like: B → B`, where A broadcasts to B
 * - **Gradient** `∂x = ∂y`, summed over the repeated axes
 */
export function broadcastLike<S extends Shape>(x: Node, like: Node<S>): Node<S> {
  return broadcastTo(x, like) as Node<S>;
}

/**
 * Sums over the axes along which one value was repeated to the shape of another: what undoes a broadcast.
 *
 * - **Shape** `x: B, like: A → A`, where A broadcasts to B
 */
export function sumLike<S extends Shape>(x: Node, like: Node<S>): Node<S> {
  return sumTo(x, like as Node) as Node<S>;
}
