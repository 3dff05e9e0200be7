import { ShapeError, type Shape } from '@thalweg/tensor';
import { contraction } from '../interpreter/contract.ts';
import type { Node } from '../node.ts';
import { operation } from '../operation.ts';
import { transpose } from './transpose.ts';

const apply = /* @__PURE__ */ operation({
  name: 'matmul',
  shape([a, b]) {
    const [m, k] = matrix(a!);
    const [l, n] = matrix(b!);
    if (k !== l) throw new ShapeError('matmul', [a!, b!], 'inner sizes must agree', 'Transpose b, or check the layer’s size.');
    return [m, n];
  },
  kernel: contraction,
  gradient: (upstream, [a, b]) => [matmul(upstream, transpose(b!)), matmul(transpose(a!), upstream)],
});

function matrix(shape: Shape): readonly [number | string, number | string] {
  const [rows, columns] = shape;
  if (shape.length !== 2 || rows === undefined || columns === undefined)
    throw new ShapeError('matmul', [shape], 'both must be matrices', 'Reshape a vector to [1, n] or [n, 1].');
  return [rows, columns];
}

/**
 * Matrix product `y = a·b`.
 *
 * - **Shape** `a: [m, k], b: [k, n] → [m, n]`; no broadcasting
 * - **Gradient** `∂a = ∂y·bᵀ`, `∂b = aᵀ·∂y`
 * - **Throws** `ShapeError` when the node is built, if an input is not a matrix or the inner sizes differ
 * - **Source** Giles, "Collected Matrix Derivative Results for Forward and Reverse Mode AD", 2008, §2.2
 *
 * @example
 * read(matmul(constant([[1, 2]]), constant([[3], [4]]))).toArray() // => [[11]]
 */
export function matmul<M extends number | string, K extends number | string, N extends number | string>(
  a: Node<readonly [M, K]>,
  b: Node<readonly [NoInfer<K>, N]>,
): Node<readonly [M, N]>;
export function matmul(a: Node, b: Node): Node;
export function matmul(a: Node, b: Node): Node {
  return apply(a, b);
}
