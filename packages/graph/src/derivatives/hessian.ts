import type { Sizes } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { gradient } from '../gradient/gradient.ts';
import { jacobian } from './jacobian.ts';
import { scalarLoss } from '../gradient/backward.ts';

/**
 * The Hessian `∂²loss/∂x∂x` of a scalar, all its rows at once. With `other`, the block of mixed derivatives `∂²loss/∂x∂other`.
 * It has as many elements as the product of both sizes. Along one direction only, {@link hvp} is cheaper.
 *
 * - **Shape** `loss: [], x: X, other: Z → [...X, ...Z]`, with all sizes fixed
 * - **Throws** `GraphError` if the loss does not depend on a node, or an operation between them cannot be differentiated twice;
 *   `ShapeError` if the loss is no scalar, or a size is not fixed
 *
 * @example
 * const x = parameter([1, 2]);
 * read(hessian(prod(x), x)).toArray() // => [[0, 1], [1, 0]]
 */
export function hessian<X extends Sizes, Z extends Sizes = X>(
  loss: Node,
  x: Node<X>,
  other: Node<Z> = x as Node as Node<Z>,
): Node<readonly [...X, ...Z]> {
  return jacobian(gradient(scalarLoss('hessian', loss), x as Node) as Node as Node<X>, other);
}
