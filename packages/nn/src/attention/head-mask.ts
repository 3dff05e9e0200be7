import { reshape, type Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/engine';
import { ShapeError } from '@thalweg/tensor';

/**
 * Returns a mask for all heads.
 *
 * - **Shape** `mask: [...lead, keys] → [...lead, 1, 1, keys]`, or `[...lead, queries, keys] → [...lead, 1, queries, keys]`,
 *   where `x: [...lead, time, width]`
 * - **Throws** `ShapeError` for a mask of another rank, or with other leading axes than x
 */
export function headMask(mask: Node, x: Node): Node {
  const { shape } = nodeOf('multiHeadAttention', mask);
  const lead = shape.slice(0, x.shape.length - 2);
  const rest = shape.slice(lead.length);
  const fits = lead.every((size, axis) => size === 1 || size === x.shape[axis]);
  if (fits && (rest.length === 1 || rest.length === 2))
    return reshape(mask, [...lead, ...(rest.length === 1 ? [1] : []), 1, ...rest]) as Node;
  throw new ShapeError(
    'multiHeadAttention',
    [x.shape, shape],
    'the mask must have the shape [...lead, keys] or [...lead, queries, keys]',
    'Reshape it.',
  );
}
