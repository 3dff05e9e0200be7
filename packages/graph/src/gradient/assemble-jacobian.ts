import { nodeOf } from '../node/node-of.ts';
import { ShapeError, sizeOf, tensor, type Shape, type Sizes } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { add } from '../operations/add.ts';
import { fillLike } from '../operations/fill-like.ts';
import { mul } from '../operations/mul.ts';
import { reshape } from '../operations/reshape.ts';
import { constant } from '../sources/constant.ts';

/** Stacks the vector–Jacobian products for every one-hot upstream gradient of `y` into the Jacobian ∂y/∂x. */
export function assembleJacobian(y: Node, x: Node, vjp: (upstream: Node) => Node | undefined): Node {
  const [rows, columns] = [fixedSize(nodeOf('jacobian', y).shape), fixedSize(nodeOf('jacobian', x).shape)];
  let whole: Node | undefined;
  for (let row = 0; row < rows; row++) {
    const hot = new Float64Array(rows);
    hot[row] = 1;
    const one = (shape: Sizes): Node => constant(tensor(hot, { shape, dtype: y.dtype }));
    const adjoint = vjp(one(y.shape as Sizes)) ?? fillLike(x, 0);
    const placed = mul(one([rows, 1]), reshape(adjoint, [1, columns]));
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
