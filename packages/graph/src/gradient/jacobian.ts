import type { Sizes } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { assembleJacobian } from './assemble-jacobian.ts';
import { gradient } from './gradient.ts';

/**
 * The Jacobian ∂yᵢ/∂xⱼ, row by row from one-hot upstream gradients. It is for inspection and tests: a backward pass
 * never needs it.
 *
 * - **Shape** `[...y, ...x]`, all sizes fixed
 */
export function jacobian<Y extends Sizes, X extends Sizes>(y: Node<Y>, x: Node<X>): Node<readonly [...Y, ...X]> {
  const rows = assembleJacobian(y as Node, x as Node, upstream => gradient(y as Node, x as Node, { upstream }));
  return rows as Node as Node<readonly [...Y, ...X]>;
}
