import { ShapeError, type Shape } from '@thalweg/tensor';
import { withAxes } from '../protocol/axes.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { mul } from './mul.ts';

type Outer<A extends Shape, B extends Shape> = A extends readonly [infer M extends number | string]
  ? B extends readonly [infer N extends number | string]
    ? readonly [M, N]
    : Shape
  : Shape;

/**
 * The products of every pair of elements of two vectors, `yᵢⱼ = aᵢ·bⱼ`.
 *
 * - **Shape** `a: [m], b: [n] → [m, n]`
 * - **Gradient** `∂a = ∂y·b`, `∂b = ∂yᵀ·a`, by composition
 * - **Throws** `ShapeError` unless both are vectors
 *
 * @example
 * read(outer(constant([1, 2]), constant([3, 4]))).toArray() // => [[3, 4], [6, 8]]
 */
export function outer<A extends Shape, B extends Shape>(a: Node<A>, b: Node<B>): Node<Outer<A, B>> {
  const shapes = [a as Node, b as Node].map(node => nodeOf('outer', node).shape);
  if (shapes.some(shape => shape.length !== 1))
    throw new ShapeError('outer', shapes, 'both must be vectors', 'Reshape them, or use einsum.');
  return mul(withAxes(a as Node, [1]), withAxes(b as Node, [0])) as Node as Node<Outer<A, B>>;
}
