import type { Shape } from '@thalweg/tensor';
import { identityLike, solved } from './linear-algebra/solved.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { squareMatrices, type Square } from '../shape/matrices.ts';

/**
 * The inverse of square matrices, computed in float64. To solve a system, `solve` is faster and more exact.
 *
 * - **Shape** `a: [...A, n, n] → [...A, n, n]`
 * - **Gradient** `∂a = −yᵀ·∂y·yᵀ`, by composition of `solve`
 * - **Throws** `ShapeError` when the node is built, unless matrices are square; `NumericError` in a pass for a singular matrix
 *
 * @example
 * read(inverse(constant([[2, 0], [1, 4]]))).toArray() // => [[0.5, 0], [-0.125, 0.25]]
 */
export function inverse<S extends Shape>(a: Node<S> & Square<'inverse', S>): Node<S> {
  squareMatrices('inverse', nodeOf('inverse', a as Node).shape);
  sameFloats('inverse')([a.dtype]);
  const how = { operation: 'inverse', requirement: 'matrices must not be singular', transpose: false };
  return solved(a as Node, identityLike(a as Node), how) as Node<S>;
}
