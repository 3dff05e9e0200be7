import { nodeOf } from '@thalweg/graph/author';
import type { Node } from '@thalweg/graph';
import { ShapeError, type Shape } from '@thalweg/tensor';

/** A node that an evaluation adds up over the batches instead of averaging it: a count, a confusion matrix. */
export interface Total<S extends Shape = Shape> {
  readonly total: Node<S>;
}

/**
 * Adds a node's values up over the batches of an evaluation.
 *
 * - **Throws** `ShapeError` if its shape is not the same for all batches
 */
export function total<S extends Shape>(node: Node<S>): Total<S> {
  if (nodeOf('total', node as Node).shape.some(length => typeof length === 'string'))
    throw new ShapeError(
      'total',
      [node.shape],
      'the shape must be the same for all batches',
      'Sum over the batch first.',
    );
  return { total: node };
}
