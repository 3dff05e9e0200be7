import { ShapeError, type Shape } from '@thalweg/tensor';
import { contraction } from '../interpreter/contract.ts';
import type { Node } from '../node.ts';
import { operation, sameNumbers } from '../operation.ts';
import type { IsOpen, Mismatch, Print } from '../shape/broadcast.ts';
import { transpose } from './transpose.ts';

/** The shape of a product. */
export type Product<A extends Shape, B extends Shape> = A extends readonly [infer M extends number | string, unknown]
  ? B extends readonly [unknown, infer N extends number | string]
    ? readonly [M, N]
    : Shape
  : Shape;

/** `unknown` for shapes whose inner sizes agree, as far as they are known; else what is wrong with them. */
export type Contracts<A extends Shape, B extends Shape> = true extends IsOpen<A> | IsOpen<B>
  ? unknown
  : A extends readonly [unknown, infer K]
    ? B extends readonly [infer L, unknown]
      ? Agree<K, L> extends true
        ? unknown
        : Mismatch<`matmul: inner sizes must agree, got [${Print<A>}] and [${Print<B>}]`>
      : Mismatch<`matmul: both must be matrices, got [${Print<A>}] and [${Print<B>}]`>
    : Mismatch<`matmul: both must be matrices, got [${Print<A>}] and [${Print<B>}]`>;

type Agree<K, L> = K extends L ? true : number extends K ? true : number extends L ? true : false;

const apply = /* @__PURE__ */ operation({
  name: 'matmul',
  shape([a, b]) {
    const [m, k] = matrix(a!);
    const [l, n] = matrix(b!);
    if (k !== l)
      throw new ShapeError('matmul', [a!, b!], 'inner sizes must agree', 'Transpose b, or check the layer’s size.');
    return [m, n];
  },
  dtype: sameNumbers('matmul'),
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
export function matmul<A extends Shape, B extends Shape>(
  a: Node<A>,
  b: Node<B> & Contracts<A, B>,
): Node<Product<A, B>> {
  return apply(a, b) as Node<Product<A, B>>;
}
