import { ShapeError, sizeOf, tensor, type Shape, type Sizes } from '@thalweg/tensor';
import { constant } from '../sources/constant.ts';
import type { Node } from '../node/node.ts';
import { add } from '../operations/add.ts';
import { fillLike } from '../operations/fill-like.ts';
import { mul } from '../operations/mul.ts';
import { reshape } from '../operations/reshape.ts';
import { gradient } from './gradient.ts';

/**
 * The Jacobian ∂yᵢ/∂xⱼ, row by row from one-hot upstream gradients. To look at and to test with: a backward pass never
 * needs it.
 *
 * - **Shape** `[...y, ...x]`, all sizes fixed
 */
export function jacobian<Y extends Sizes, X extends Sizes>(y: Node<Y>, x: Node<X>): Node<readonly [...Y, ...X]> {
  const rows = assemble(y as Node, x as Node, upstream => gradient(y as Node, x as Node, { upstream }));
  return rows as Node as Node<readonly [...Y, ...X]>;
}

/** Stacks what is pulled back for every one-hot upstream gradient of `y`. */
export function assemble(y: Node, x: Node, pullBack: (upstream: Node) => Node | undefined): Node {
  const [rows, columns] = [fixedSize(y.shape), fixedSize(x.shape)];
  let whole: Node | undefined;
  for (let row = 0; row < rows; row++) {
    const hot = new Float64Array(rows);
    hot[row] = 1;
    const one = (shape: Sizes): Node => constant(tensor(hot, { shape, dtype: y.dtype }));
    const pulled = pullBack(one(y.shape as Sizes)) ?? fillLike(x, 0);
    const placed = mul(one([rows, 1]), reshape(pulled, [1, columns]));
    whole = whole === undefined ? placed : add(whole, placed);
  }
  const shape = [...y.shape, ...x.shape];
  return whole === undefined
    ? constant(tensor([], { shape: shape as number[], dtype: y.dtype }))
    : reshape(whole, shape);
}

function fixedSize(shape: Shape): number {
  if (shape.some(length => typeof length === 'string'))
    throw new ShapeError('jacobian', [shape], 'all sizes must be fixed', 'Take it for a batch of a known size.');
  return sizeOf(shape as Sizes);
}
