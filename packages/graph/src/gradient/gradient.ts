import { DtypeError, isFloat, sameShape, ShapeError, type Shape } from '@thalweg/tensor';
import { constant } from '../sources/constant.ts';
import type { Node, Reverse } from '../node/node.ts';
import { broadcastLike } from '../operations/sum.ts';
import { reverseFrom } from './reverse.ts';

/** Where a backward pass starts. */
export interface GradientOptions {
  /** The gradient that arrives at the root; 1 by default, and needed if the root is not a scalar. */
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
export function gradient<S extends Shape>(root: Node, node: Node<S>, options: GradientOptions = {}): Node<S> {
  return reverseOf(root, options).at(node);
}

/** The backward pass from a node; from the default seed it is built once. */
export function reverseOf(root: Node, { upstream }: GradientOptions): Reverse {
  if (!isFloat(root.dtype))
    throw new DtypeError(
      'gradient',
      [root.dtype],
      'the root must be float32 or float64',
      'Take the gradient of a loss.',
    );
  if (upstream !== undefined) return reverseFrom(root, checked(root, upstream));
  if (root.shape.some(length => length !== 1))
    throw new ShapeError(
      'gradient',
      [root.shape],
      'the root must be a scalar',
      'Reduce it with sum or mean, or give { upstream } of its shape.',
    );
  const one = constant(1, { dtype: root.dtype });
  root.reverse ??= reverseFrom(root, root.shape.length === 0 ? one : broadcastLike(one, root));
  return root.reverse;
}

function checked(root: Node, upstream: Node): Node {
  const { shape } = upstream;
  if (!sameShape(root.shape, shape))
    throw new ShapeError(
      'gradient',
      [root.shape, shape],
      'the upstream gradient must have the root’s shape',
      'Reshape it.',
    );
  if (root.dtype !== upstream.dtype)
    throw new DtypeError(
      'gradient',
      [root.dtype, upstream.dtype],
      'the upstream gradient must have the root’s dtype',
      'Convert it with cast.',
    );
  return upstream;
}
