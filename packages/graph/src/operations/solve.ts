import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { onColumns, solved } from './linear-algebra/solved.ts';
import type { Node } from '../node/node.ts';
import type { RightSides, Solved } from '../shape/matrices.ts';

/** Options of {@link solve}. */
export interface SolveOptions {
  /** Solves `aᵀ·x = b` instead. */
  readonly transpose?: boolean;
}

/**
 * The solution of `a·x = b` for square matrices, by factors with partial pivoting, computed in float64. As in NumPy, b is
 * a vector if it has one axis, and else holds matrices, whose columns are solved for; the leading axes of a and b broadcast.
 * For `a = xᵀ·x + λ` this is ridge regression. A NaN spreads to the solution, like in all operations.
 *
 * - **Shape** `a: [...A, n, n], b: [...B, n, k] → [...broadcast(A, B), n, k]`, or `b: [n] → [...A, n]`
 * - **Gradient** `∂b = solve(aᵀ, ∂y)`, `∂a = −∂b·yᵀ`, summed over axes along which one of them was repeated
 * - **Throws** `ShapeError` when the node is built, unless matrices are square and b has as many rows; `NumericError` in a
 *   pass for a singular matrix, one with a pivot of 0, with its place along the leading axes
 * - **Source** Golub and Van Loan, "Matrix Computations", 2013, §3.4; Giles, "Collected Matrix Derivative Results for Forward
 *   and Reverse Mode AD", 2008, §2.3.1
 *
 * @example
 * read(solve(constant([[2, 1], [1, 3]]), constant([3, 5]))).toArray().map(x => x.toFixed(3)) // => ['0.800', '1.400']
 */
export function solve<A extends Shape, B extends Shape>(
  a: Node<A>,
  b: Node<B> & RightSides<'solve', A, B>,
  options: SolveOptions = {},
): Node<Solved<A, B>> {
  const { transpose } = optionsOf('solve', options, { transpose: false });
  const how = { operation: 'solve', requirement: 'matrices must not be singular', transpose };
  return onColumns('solve', b as Node, columns => solved(a as Node, columns, how)) as Node<Solved<A, B>>;
}
