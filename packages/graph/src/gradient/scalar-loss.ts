import { ShapeError } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { nodeOf } from '../node/node-of.ts';

/** Returns a loss that is a scalar: it has no axes, or all of size 1. Throws `ShapeError` for another shape. */
export function scalarLoss(operation: string, loss: Node): Node {
  if (nodeOf(operation, loss).shape.every(length => length === 1)) return loss;
  throw new ShapeError(operation, [loss.shape], 'the loss must be a scalar', 'Reduce it with mean or sum.');
}
