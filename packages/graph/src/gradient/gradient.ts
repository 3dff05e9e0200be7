import type { Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { reverseOf } from './backward.ts';

/** Options of {@link gradient}. */
export interface GradientOptions {
  /** The adjoint of the root: 1 by default, and required if the root is not a scalar. */
  readonly upstream?: Node;
}

/**
 * The gradient ∂root/∂node as a node: it can be subscribed, computed with and differentiated again. All gradients of
 * one root share one backward pass.
 *
 * - **Shape** that of `node`
 * - **Throws** `GraphError` if the root does not depend on the node, or an operation between them has no gradient;
 *   `ShapeError` if the root is not a scalar and no upstream gradient is given
 *
 * @example
 * const x = parameter(3);
 * read(gradient(square(x), x)).item() // => 6
 */
export function gradient<S extends Shape>(root: Node, node: Node<S>, options?: GradientOptions): Node<S> {
  return reverseOf('gradient', root, options).at(node);
}
