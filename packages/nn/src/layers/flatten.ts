import { reshape, type Node } from '@thalweg/graph';
import { nodeOf, type Product } from '@thalweg/graph/author';
import { mergeAxes } from '@thalweg/graph/portable';
import { ShapeError, sizeOf, type Shape, type Sizes } from '@thalweg/tensor';
import type { Wrong } from '../layer-parts/layer.ts';

/** The shape of rows that are as long as all axes after the first are together. */
export type Flattened<S extends Shape> = number extends S['length']
  ? Shape
  : S extends Wrong<string>
    ? S
    : S extends readonly [infer Batch extends number | string, ...infer Rest extends Shape]
      ? readonly [Batch, Product<Rest>]
      : Wrong<'flatten: the input must have a batch axis, got []'>;

/**
 * Layer that makes one axis of all axes but the first, in row-major order: from images or sequences to rows.
 *
 * - **Shape** `x: [batch, ...rest] → [batch, product of rest]`; of `[batch]` alone, `[batch, 1]`
 * - **Gradient** `∂x`: ∂y in the shape of x
 * - **Throws** `ShapeError` for a scalar
 *
 * @example
 * input('image', ['batch', 28, 28, 3]).pipe(flatten()).shape // => ['batch', 2352]
 */
export function flatten(): <S extends Shape>(x: Node<S>) => Node<Flattened<S>> {
  return ((x: Node) => flattened(nodeOf('flatten', x))) as never;
}

function flattened(x: Node): Node {
  const [batch, ...rest] = x.shape;
  if (batch === undefined)
    throw new ShapeError('flatten', [x.shape], 'the input must have a batch axis', 'Reshape it to [1].');
  const fixed = rest.every(size => typeof size === 'number');
  return fixed ? (reshape(x, [batch, sizeOf(rest as Sizes)]) as Node) : mergeAxes(x, 1, x.shape.length);
}
