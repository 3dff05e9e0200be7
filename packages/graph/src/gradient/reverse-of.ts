import { nodeOf } from '../node/node-of.ts';
import { DtypeError, isFloat, sameShape, ShapeError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Node, Reverse } from '../node/node.ts';
import { broadcastLike } from '../operations/sum.ts';
import { constant } from '../sources/constant.ts';
import { reverseFrom } from './reverse.ts';

/** Returns the backward pass from a root. With the default upstream gradient it is built once and then shared. */
export function reverseOf(operation: string, root: Node, options?: { readonly upstream?: Node }): Reverse {
  const { upstream } = optionsOf(operation, options, { upstream: undefined });
  if (!isFloat(nodeOf(operation, root).dtype))
    throw new DtypeError(
      'gradient',
      [root.dtype],
      'the root must be float32 or float64',
      'Take the gradient of a loss.',
    );
  if (upstream !== undefined) return reverseFrom(root, checked(root, nodeOf(operation, upstream)));
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
