import type { Shape } from '@thalweg/tensor';
import { transposedInverse } from './linear-algebra/solved.ts';
import { withAxes } from '../protocol/axes.ts';
import { determinants } from '../interpreter/factors.ts';
import type { Node } from '../node/node.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { operation } from '../protocol/operation.ts';
import { squareMatrices, type Leading, type Square } from '../shape/matrices.ts';
import { mul } from './mul.ts';

const apply: (...inputs: Node[]) => Node = /* @__PURE__ */ operation({
  name: 'determinant',
  shape: ([a]) => squareMatrices('determinant', a!)[0],
  dtype: sameFloats('determinant'),
  kernel: determinants('determinant'),
  mapped: () => inputs => apply(...inputs),
  gradient: (upstream, [a], y) => {
    const rank = a!.shape.length;
    return [
      mul(withAxes(mul(upstream, y) as Node, [rank - 2, rank - 1]), transposedInverse('determinant', a!)) as Node,
    ];
  },
});

/**
 * The determinant of square matrices: the product of their pivots, in float64. That of a singular matrix is 0, and that of
 * an empty one 1. Products of many numbers overflow early: `logDeterminant` does not.
 *
 * - **Shape** `a: [...A, n, n] → A`
 * - **Gradient** `∂a = ∂y·y·a⁻ᵀ`
 * - **Throws** `ShapeError` when the node is built, unless matrices are square; `NumericError` in a pass that computes the
 *   gradient of a singular matrix
 * - **Source** Giles, "Collected Matrix Derivative Results for Forward and Reverse Mode AD", 2008, §2.2.4
 *
 * @example
 * read(determinant(constant([[1, 2], [3, 4]]))).item().toFixed(3) // => '-2.000'
 */
export function determinant<S extends Shape>(a: Node<S> & Square<'determinant', S>): Node<Leading<S>> {
  return apply(a as Node) as Node as Node<Leading<S>>;
}
