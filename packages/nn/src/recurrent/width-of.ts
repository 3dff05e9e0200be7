import type { Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/engine';
import { ShapeError } from '@thalweg/tensor';

/**
 * Returns the fixed width of the last axis of a cell's input.
 *
 * - **Throws** `ShapeError` if there is none
 */
export function widthOf(kind: string, x: Node): number {
  const width = nodeOf(kind, x).shape.at(-1);
  if (typeof width === 'number' && width > 0) return width;
  throw new ShapeError(
    kind,
    [x.shape],
    'the input must have a last axis with a fixed size',
    'Reshape a sequence of single numbers to an axis of 1.',
  );
}
