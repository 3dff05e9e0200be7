import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { onColumns } from './linear-algebra/solved.ts';
import { triangularSolving } from '../interpreter/systems.ts';
import type { Node } from '../node/node.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { linedUp } from '../protocol/axes.ts';
import { operation } from '../protocol/operation.ts';
import { solutionShape, type RightSides, type Solved } from '../shape/matrices.ts';
import type { Triangle } from '../wire/loops.ts';
import { matmul } from './matmul.ts';
import { neg } from './neg.ts';
import { sumLike } from './sum.ts';
import { tril, triu } from './tril.ts';

/** Options of {@link triangularSolve}: the triangle that counts. */
export interface TriangularSolveOptions {
  /** Reads the diagonal and what is below it, which is the default; `false` reads the diagonal and what is above. */
  readonly lower?: boolean;
  /** Solves `aᵀ·x = b` instead, for the transpose of the triangle that was read. */
  readonly transpose?: boolean;
  /** Takes the diagonal for 1, whatever is there. */
  readonly unitDiagonal?: boolean;
}

/**
 * The solution of `a·x = b` for triangular matrices, computed in float64. What is in the other triangle does not count. As
 * in NumPy, b is a vector if it has one axis, and else holds matrices, whose columns are solved for; leading axes broadcast.
 *
 * - **Shape** `a: [...A, n, n], b: [...B, n, k] → [...broadcast(A, B), n, k]`, or `b: [n] → [...A, n]`
 * - **Gradient** `∂b = solve(aᵀ, ∂y)`, `∂a = −∂b·yᵀ` in the triangle that counts and 0 elsewhere
 * - **Throws** `ShapeError` when the node is built, unless matrices are square and b has as many rows; `NumericError` in a
 *   pass for a 0 on the diagonal, with its place
 * - **Source** Golub and Van Loan, "Matrix Computations", 2013, §3.1; Giles, "Collected Matrix Derivative Results for Forward
 *   and Reverse Mode AD", 2008, §2.3.1
 *
 * @example
 * read(triangularSolve(constant([[2, 0], [1, 4]]), constant([2, 9]))).toArray() // => [1, 2]
 */
export function triangularSolve<A extends Shape, B extends Shape>(
  a: Node<A>,
  b: Node<B> & RightSides<'triangularSolve', A, B>,
  options: TriangularSolveOptions = {},
): Node<Solved<A, B>> {
  const triangle = optionsOf('triangularSolve', options, { lower: true, transpose: false, unitDiagonal: false });
  return onColumns('triangularSolve', b as Node, columns => swept(a as Node, columns, triangle)) as Node<Solved<A, B>>;
}

function swept(a: Node, b: Node, triangle: Triangle): Node {
  const { transpose } = triangle;
  const apply: (...inputs: Node[]) => Node = operation({
    name: 'triangularSolve',
    shape: ([left, right]) => solutionShape('triangularSolve', left!, right!),
    dtype: sameFloats('triangularSolve'),
    kernel: triangularSolving(triangle),
    mapped: isMapped => inputs => apply(...linedUp(inputs, isMapped)),
    call: inputs => ['triangularSolve', ...inputs, triangle],
    gradient: (upstream, [left, right], x) => {
      const slope = swept(left!, upstream, { ...triangle, transpose: !transpose });
      const outer = transpose ? matmul(x, slope, { transposeB: true }) : matmul(slope, x, { transposeB: true });
      return [sumLike(inTriangle(neg(outer as Node), triangle), left!), sumLike(slope, right!)];
    },
  });
  return apply(a, b);
}

/** The elements of matrices in the triangle that counts, and 0 elsewhere. */
function inTriangle(x: Node, { lower, unitDiagonal }: Triangle): Node {
  return lower ? tril(x, { diagonal: unitDiagonal ? -1 : 0 }) : triu(x, { diagonal: unitDiagonal ? 1 : 0 });
}
