import { ShapeError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { mergeAxes } from './movement/merge-axes.ts';
import { turned } from './linear-algebra/diagonals.ts';
import { contraction } from '../interpreter/product.ts';
import type { Node } from '../node/node.ts';
import { linedUp } from '../protocol/axes.ts';
import { operation } from '../protocol/operation.ts';
import { sameNumbers } from '../protocol/dtype-rules.ts';
import type { Agree } from '../shape/matrices.ts';
import { broadcast, type Broadcast, type Broadcasts, type IsOpen, type Mismatch, type Print } from '../shape/shapes.ts';
import { sum, sumLike } from './sum.ts';

/** Options of {@link matmul}: the way in which it reads its factors. */
export interface MatmulOptions {
  /** Takes the matrices of the first factor transposed: their last two axes change places. */
  readonly transposeA?: boolean;
  /** Takes the matrices of the second factor transposed. */
  readonly transposeB?: boolean;
}

/** The shape of a product. */
type Product<A extends Shape, B extends Shape> = A extends readonly [infer M extends number | string, unknown]
  ? B extends readonly [unknown, infer N extends number | string]
    ? readonly [M, N]
    : Batched<A, B>
  : Batched<A, B>;

type Batched<A extends Shape, B extends Shape> = A extends readonly [
  ...infer Left extends Shape,
  infer M extends number | string,
  unknown,
]
  ? B extends readonly [...infer Right extends Shape, unknown, infer N extends number | string]
    ? true extends IsOpen<A> | IsOpen<B>
      ? Shape
      : readonly [...Broadcast<Left, Right>, M, N]
    : Shape
  : Shape;

/** `unknown` for shapes whose inner sizes agree, as far as they are known; else what is wrong with them. */
type Contracts<A extends Shape, B extends Shape> = true extends IsOpen<A> | IsOpen<B>
  ? unknown
  : A extends readonly [...infer Left extends Shape, unknown, infer K]
    ? B extends readonly [...infer Right extends Shape, infer L, unknown]
      ? Agree<K, L> extends true
        ? Broadcasts<'matmul along its leading axes', Left, Right>
        : Mismatch<`matmul: inner sizes must agree, got [${Print<A>}] and [${Print<B>}]`>
      : Mismatch<`matmul: both must be matrices, got [${Print<A>}] and [${Print<B>}]`>
    : Mismatch<`matmul: both must be matrices, got [${Print<A>}] and [${Print<B>}]`>;

/** The shape of a factor as the product reads it. */
type Factor<S extends Shape, Transpose> = Transpose extends true
  ? S extends readonly [...infer Lead extends Shape, infer M extends number | string, infer N extends number | string]
    ? readonly [...Lead, N, M]
    : S
  : S;

const apply: (...inputs: Node[]) => Node = /* @__PURE__ */ operation({
  name: 'matmul',
  shape([a, b]) {
    const [m, k] = matrix(a!);
    const [l, n] = matrix(b!);
    if (k !== l)
      throw new ShapeError('matmul', [a!, b!], 'inner sizes must agree', 'Transpose b, or check the layer’s size.');
    return [...broadcast('matmul along its leading axes', [a!.slice(0, -2), b!.slice(0, -2)]), m, n];
  },
  dtype: sameNumbers('matmul'),
  kernel: contraction,
  mapped: isMapped => inputs => apply(...linedUp(inputs, isMapped)),
  mappedSum: isMapped => (isMapped.every(Boolean) ? ([a, b]) => sumOfProducts(a!, b!) : undefined),
  gradient: (upstream, [a, b]) => [
    sumLike(apply(upstream, turned(b!)), a!),
    b!.shape.length === 2 ? apply(turned(allRows(a!)), allRows(upstream)) : sumLike(apply(turned(a!), upstream), b!),
  ],
});

function matrix(shape: Shape): readonly [number | string, number | string] {
  const [rows, columns] = shape.slice(-2);
  if (rows === undefined || columns === undefined)
    throw new ShapeError('matmul', [shape], 'both must be matrices', 'Reshape a vector to [1, n] or [n, 1].');
  return [rows, columns];
}

/** The sum of the products along a first axis: one product, with the terms of all of them in a row. */
function sumOfProducts(a: Node, b: Node): Node {
  if (a.shape.length === 3 && b.shape.length === 3) return apply(turned(allRows(turned(a))), allRows(b));
  return sum(apply(...linedUp([a, b], [true, true])), { axes: 0 }) as Node;
}

/** The rows of all matrices as one matrix, so that what they share has one sum over them. */
function allRows(x: Node): Node {
  return mergeAxes(x, 0, x.shape.length - 1);
}

/**
 * Matrix product `y = a·b`. Leading axes hold many matrices; those of the two factors broadcast. Products
 * of int32 are exact in two's complement.
 *
 * - **Shape** `a: [...A, m, k], b: [...B, k, n] → [...broadcast(A, B), m, n]`
 * - **Gradient** `∂a = ∂y·bᵀ`, `∂b = aᵀ·∂y`, summed over axes along which a factor was repeated
 * - **Throws** `ShapeError` when the node is built, if an input is not a matrix or the inner sizes differ
 * - **Source** Giles, "Collected Matrix Derivative Results for Forward and Reverse Mode AD", 2008, §2.2
 *
 * @example
 * read(matmul(constant([[1, 2]]), constant([[3], [4]]))).toArray() // => [[11]]
 */
export function matmul<A extends Shape, B extends Shape, const O extends MatmulOptions = object>(
  a: Node<A>,
  b: Node<B> & Contracts<Factor<A, O['transposeA']>, Factor<B, O['transposeB']>>,
  options?: O,
): Node<Product<Factor<A, O['transposeA']>, Factor<B, O['transposeB']>>> {
  const { transposeA, transposeB } = optionsOf('matmul', options as MatmulOptions | undefined, {
    transposeA: false,
    transposeB: false,
  });
  const left = transposeA ? turned(a as Node) : a;
  const right = transposeB ? turned(b as Node) : b;
  return apply(left as Node, right as Node) as never;
}
