import type { Shape } from '@thalweg/tensor';
import { diagonalDistance, turned } from './linear-algebra/diagonals.ts';
import { choleskyFactors } from '../interpreter/factors.ts';
import type { Node } from '../node/node.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { operation } from '../protocol/operation.ts';
import { squareMatrices, type Square } from '../shape/matrices.ts';
import { lessEqual } from './comparison.ts';
import { matmul } from './matmul.ts';
import { mul } from './mul.ts';
import { triangularSolve } from './triangular-solve.ts';
import { where } from './where.ts';

const apply: (...inputs: Node[]) => Node = /* @__PURE__ */ operation({
  name: 'cholesky',
  shape: ([a]) => {
    squareMatrices('cholesky', a!);
    return a!;
  },
  dtype: sameFloats('cholesky'),
  kernel: choleskyFactors,
  mapped: () => inputs => apply(...inputs),
  gradient: (upstream, _, l) => {
    const product = matmul(l, upstream, { transposeA: true }) as Node;
    const symmetric = where(lessEqual(diagonalDistance(product), 0), product, turned(product)) as Node;
    // (l⁻ᵀ·s)ᵀ = s·l⁻¹
    const half = turned(triangularSolve(l, symmetric, { transpose: true }) as Node);
    return [mul(triangularSolve(l, half, { transpose: true }) as Node, 0.5)];
  },
});

/**
 * The lower factor of symmetric positive definite matrices: `l` with `l·lᵀ = a`, zero above the diagonal. Computed in
 * float64, of the symmetric part `(a + aᵀ)/2`, so that the gradient is right for every element. A NaN spreads to the
 * factor, like in all operations.
 *
 * - **Shape** `a: [...A, n, n] → [...A, n, n]`
 * - **Gradient** `∂a = ½·l⁻ᵀ·s·l⁻¹`, where s is symmetric and has the lower triangle of `lᵀ·∂l`
 * - **Throws** `ShapeError` when the node is built, unless matrices are square; `NumericError` in a pass for a matrix that is
 *   not positive definite, with its place along the leading axes
 * - **Source** Golub and Van Loan, "Matrix Computations", 2013, §4.2; Murray, "Differentiation of the Cholesky
 *   decomposition", 2016, §3
 *
 * @example
 * read(cholesky(constant([[4, 2], [2, 5]]))).toArray() // => [[2, 0], [1, 2]]
 */
export function cholesky<S extends Shape>(a: Node<S> & Square<'cholesky', S>): Node<S> {
  return apply(a as Node) as Node<S>;
}
