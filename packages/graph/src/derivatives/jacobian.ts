import { ShapeError, sizeOf, tensor, type Shape, type Sizes } from '@thalweg/tensor';
import { type Node, nodeOf } from '../node/node.ts';
import { reshape } from '../operations/reshape.ts';
import { vmap } from '../scan/vmap.ts';
import { constant } from '../sources/constant.ts';
import { gradient } from '../gradient/gradient.ts';

/**
 * The Jacobian ∂yᵢ/∂xⱼ, all its rows at once, from one-hot upstream gradients. A backward pass does not compute it.
 *
 * - **Shape** `[...y, ...x]`, all sizes fixed
 * - **Throws** `ShapeError` for a size that is not fixed; `GraphError` if an operation between them has no gradient
 *
 * @example
 * const x = parameter([1, 2]);
 * read(jacobian(square(x), x)).toArray() // => [[2, 0], [0, 4]]
 */
export function jacobian<Y extends Sizes, X extends Sizes>(y: Node<Y>, x: Node<X>): Node<readonly [...Y, ...X]> {
  const [rows] = [fixedSize(y as Node), fixedSize(x as Node)];
  const shape = [...y.shape, ...x.shape];
  const hot = new Float64Array(rows * rows);
  for (let row = 0; row < rows; row++) hot[row * (rows + 1)] = 1;
  const upstreams = constant(tensor(hot, { shape: [rows, ...y.shape], dtype: y.dtype }));
  const row = (upstream: Node): Node => gradient(y as Node, x as Node, { upstream });
  return reshape(vmap(row as never, upstreams as Node, { axis: 0 }) as Node, shape) as Node as never;
}

function fixedSize(node: Node): number {
  const { shape } = nodeOf('jacobian', node);
  if (shape.some((length: Shape[number]) => typeof length === 'string'))
    throw new ShapeError('jacobian', [shape], 'all sizes must be fixed', 'Take it for a batch of a known size.');
  return sizeOf(shape as Sizes);
}
