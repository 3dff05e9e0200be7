import * as graph from '@thalweg/graph';
import { Node } from '@thalweg/graph';
import { type Print, type Refits, nodeOf } from '@thalweg/graph/author';
import { ShapeError, sizeOf, type Shape, type Sizes } from '@thalweg/tensor';
import { arrayOf } from '@thalweg/tensor/engine';
import type { Wrong } from '../layer-parts/layer.ts';

/** The shape with other axes after the first. */
export type Reshaped<S extends Shape, T extends Shape> = number extends S['length']
  ? Shape
  : S extends Wrong<string>
    ? S
    : S extends readonly [infer Batch extends number | string, ...infer Rest extends Shape]
      ? MayRefit<Rest, T> extends true
        ? readonly [Batch, ...{ readonly [I in keyof T]: T[I] extends -1 ? number : T[I] }]
        : Wrong<`reshape: each example must keep its number of elements, got [${Print<Rest>}] and [${Print<T>}]`>
      : Wrong<'reshape: the input must have a batch axis, got []'>;

/** True if one size is to be computed, or if the type system does not know that the numbers of elements differ. */
type MayRefit<S extends Shape, T extends Shape> = -1 extends T[number] ? true : Refits<S, T>;

/**
 * Layer that gives each example another shape: the same elements, in row-major order, after the batch axis. One size may be −1:
 * it is computed from the others. The operation, in which the shape includes the batch axis: {@link @thalweg/graph!reshape |
 * reshape(x, shape)}.
 *
 * - **Shape** `x: [batch, ...rest] → [batch, ...shape]`, with as many elements; all names but one must be names of x
 * - **Gradient** `∂x`: ∂y in the shape of x
 * - **Throws** `ShapeError` if the numbers of elements differ, for sizes that are neither whole numbers nor names, and for a
 *   −1 that cannot be computed
 *
 * @example
 * input('pixels', ['batch', 784]).pipe(reshape([28, 28, 1])).shape // => ['batch', 28, 28, 1]
 * input('pixels', ['batch', 784]).pipe(reshape([-1, 7])).shape // => ['batch', 112, 7]
 */
export function reshape<const T extends Shape>(shape: T): <S extends Shape>(x: Node<S>) => Node<Reshaped<S, T>> {
  checkTarget(shape);
  const layer = (x: Node): Node => {
    const [batch, ...rest] = nodeOf('reshape', x).shape;
    if (batch !== undefined) return graph.reshape(x, [batch, ...completed(rest, shape)]) as Node;
    const advice = 'Reshape the node: reshape(x, shape).';
    throw new ShapeError('reshape', [x.shape], 'the input must have a batch axis', advice);
  };
  return layer as never;
}

function checkTarget(shape: Shape): void {
  if ((shape as unknown) instanceof Node)
    throw new graph.GraphError(
      'reshape',
      'a layer must get its input in a pipe',
      String(shape),
      'Write x.pipe(reshape([…])), or import reshape from @thalweg/graph.',
    );
  const open = arrayOf('reshape', 'the shape', shape).filter(size => size === -1).length;
  const valid = shape.every(
    size => typeof size === 'string' || size === -1 || (Number.isSafeInteger(size) && size >= 0),
  );
  if (!valid || open > 1)
    throw new ShapeError(
      'reshape',
      [shape],
      'sizes must be whole numbers or names, and one at most −1',
      'Leave out the batch axis.',
    );
}

/** The new sizes of an example, with a number in place of −1. */
function completed(rest: Shape, shape: Shape): Shape {
  if (!shape.includes(-1)) return shape;
  const others = shape.filter(size => size !== -1);
  const size = [...rest, ...others].every(one => typeof one === 'number')
    ? sizeOf(rest as Sizes) / sizeOf(others as Sizes)
    : NaN;
  if (!Number.isInteger(size))
    throw new ShapeError(
      'reshape',
      [rest, shape],
      'the other sizes must be known and divide the number of elements',
      'Replace −1 by a size or a name.',
    );
  return shape.map(one => (one === -1 ? size : one));
}
