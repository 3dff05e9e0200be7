import { arrayOf } from '@thalweg/tensor/engine';
import { type Node, nodeOf } from '../node/node.ts';
import { ShapeError, type Shape } from '@thalweg/tensor';
import { operation } from '../protocol/operation.ts';

type Reversed<S extends Shape> = number extends S['length']
  ? Shape
  : S extends readonly [infer First extends number | string, ...infer Rest extends Shape]
    ? readonly [...Reversed<Rest>, First]
    : readonly [];

type Permuted<S extends Shape, P extends readonly number[]> = number extends P['length']
  ? Shape
  : { readonly [K in keyof P]: S[P[K]] };

/** The shape after a transposition; without a permutation all axes are reversed. */
type Transposed<S extends Shape, P> = P extends readonly number[] ? Extract<Permuted<S, P>, Shape> : Reversed<S>;

/**
 * The same elements with the axes in another order. A product reads them where they lie.
 *
 * - **Shape** `x: [m, n] → [n, m]`, or axis `i` of the result is axis `permutation[i]` of x
 * - **Gradient** `∂x = transpose(∂y)` with the inverse permutation
 * - **Throws** `ShapeError` unless the permutation names every axis once
 *
 * @example
 * read(transpose(constant([[1, 2, 3]]))).toArray() // => [[1], [2], [3]]
 */
export function transpose<S extends Shape, const P extends readonly number[] | undefined = undefined>(
  x: Node<S>,
  permutation?: P,
): Node<Transposed<S, P>> {
  const { shape } = nodeOf('transpose', x as Node);
  const order =
    permutation === undefined
      ? shape.map((_, axis) => shape.length - 1 - axis)
      : arrayOf('transpose', 'the permutation', permutation);
  if (order.length !== x.shape.length || x.shape.some((_, axis) => !order.includes(axis)))
    throw new ShapeError(
      'transpose',
      [x.shape, order],
      'the permutation must name every axis once',
      'Leave it out to reverse the axes.',
    );
  const apply = operation({
    name: 'transpose',
    shape: ([input]) => order.map(axis => input![axis]!),
    kernel: { kind: 'view', order, strides: (_, strides) => order.map(axis => strides[axis]!) },
    mapped: () => inputs => transpose(inputs[0]!, [0, ...order.map(axis => axis + 1)]),
    call: ([input]) => ['transpose', input, order],
    gradient: upstream => [
      transpose(
        upstream,
        order.map((_, axis) => order.indexOf(axis)),
      ),
    ],
  });
  return apply(x) as Node<Transposed<S, P>>;
}
