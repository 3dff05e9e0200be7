import { nodeOf } from '@thalweg/graph/engine';
import type { Node } from '@thalweg/graph';
import { DtypeError, sameShape, ShapeError } from '@thalweg/tensor';

/** Refuses a prediction and a target of different shapes or dtypes: a loss must not broadcast. */
export function checkAlike(loss: string, a: Node, b: Node): void {
  if (!sameShape(nodeOf(loss, a).shape, nodeOf(loss, b).shape))
    throw new ShapeError(loss, [a.shape, b.shape], 'prediction and target must have one shape', 'Reshape one of them.');
  if (a.dtype !== b.dtype)
    throw new DtypeError(
      loss,
      [a.dtype, b.dtype],
      'prediction and target must have one dtype',
      `Declare the target as ${a.dtype}, or convert it with cast.`,
    );
}
