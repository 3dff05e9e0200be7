import type { Shape } from '@thalweg/tensor';
import { transposedInverse } from './linear-algebra/solved.ts';
import { withAxes } from '../protocol/axes.ts';
import { determinants } from '../interpreter/factors.ts';
import type { Node } from '../node/node.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { operation } from '../protocol/operation.ts';
import { squareMatrices, type Leading, type Square } from '../shape/matrices.ts';
import { mul } from './mul.ts';

/** A determinant as `sign · exp(logAbsDet)`. */
export interface LogDeterminant<S extends Shape> {
  /** −1, 0 or 1. */
  readonly sign: Node<S>;
  /** The natural logarithm of its absolute value; −∞ for 0. */
  readonly logAbsDet: Node<S>;
}

const signOf: (...inputs: Node[]) => Node = /* @__PURE__ */ operation({
  name: 'sign of determinant',
  shape: ([a]) => squareMatrices('logDeterminant', a!)[0],
  dtype: sameFloats('logDeterminant'),
  kernel: determinants('sign'),
  mapped: () => inputs => signOf(...inputs),
  call: inputs => ['logDeterminant.sign', ...inputs],
  gradient: () => [undefined],
});

const logarithmOf: (...inputs: Node[]) => Node = /* @__PURE__ */ operation({
  name: 'logDeterminant',
  shape: ([a]) => squareMatrices('logDeterminant', a!)[0],
  dtype: sameFloats('logDeterminant'),
  kernel: determinants('logarithm'),
  mapped: () => inputs => logarithmOf(...inputs),
  call: inputs => ['logDeterminant.logAbsDet', ...inputs],
  gradient: (upstream, [a]) => {
    const rank = a!.shape.length;
    return [mul(withAxes(upstream, [rank - 2, rank - 1]), transposedInverse('logDeterminant', a!)) as Node];
  },
});

/**
 * The sign of the determinant of square matrices, and the logarithm of its absolute value, in float64: these neither
 * overflow nor underflow. A singular matrix has the sign 0 and the logarithm −∞, as in NumPy's `slogdet`.
 *
 * - **Shape** `a: [...A, n, n] → A`, both
 * - **Gradient** of the logarithm `∂a = ∂y·a⁻ᵀ`; that of the sign is zero
 * - **Throws** `ShapeError` when the node is built, unless matrices are square; `NumericError` in a pass that computes the
 *   gradient of a singular matrix
 *
 * @example
 * const found = logDeterminant(constant([[1, 2], [3, 4]]));
 * [found.sign, found.logAbsDet].map(node => read(node).item().toFixed(3)) // => ['-1.000', '0.693']
 */
export function logDeterminant<S extends Shape>(a: Node<S> & Square<'logDeterminant', S>): LogDeterminant<Leading<S>> {
  return { sign: signOf(a as Node), logAbsDet: logarithmOf(a as Node) } as LogDeterminant<Node['shape']> as never;
}
