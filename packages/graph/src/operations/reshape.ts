import { type Node, nodeOf } from '../node/node.ts';
import { printShape, sameShape, ShapeError, sizeOf, type Shape } from '@thalweg/tensor';
import { operation } from '../protocol/operation.ts';
import type { IsOpen, Mismatch, Print } from '../shape/shapes.ts';
import type { Refits } from '../shape/product.ts';

/** `unknown` for shapes that may have equally many elements; else what is wrong with them. */
type Reshapes<X extends Shape, S extends Shape> =
  IsOpen<S> extends true
    ? unknown
    : IsOpen<X> extends true
      ? unknown
      : -1 extends Extract<S[number], -1>
        ? Mismatch<`reshape: sizes must be at least 0, got [${Print<S>}]. Write the size, or a name for one that is known in a pass.`>
        : Refits<X, S> extends true
          ? unknown
          : Mismatch<`reshape: both shapes must have equally many elements, got [${Print<X>}] and [${Print<S>}]`>;

/**
 * The same elements, in row-major order, under another shape. Of the names in the new shape all but one must be names
 * of the old one. As a layer, which keeps the batch axis: {@link @thalweg/nn!reshape | reshape(shape)}.
 *
 * - **Shape** `x: S → shape`, with as many elements
 * - **Gradient** `∂x = reshape(∂y)`
 * - **Throws** `ShapeError` if the numbers of elements differ
 */
export function reshape<X extends Shape, const S extends Shape>(x: Node<X>, shape: Reshapes<X, S> & S): Node<S> {
  if (sameShape(nodeOf('reshape', x).shape, shape)) return x as Node as Node<S>;
  const shapeFrom = (input: Shape): Shape => {
    const sizes = new Map(x.shape.map((length, axis) => [length, input[axis]!]));
    return complete(
      input,
      shape.map(length => (typeof length === 'string' ? (sizes.get(length) ?? length) : length)),
    );
  };
  const apply = operation({
    name: 'reshape',
    shape: ([input]) => shapeFrom(input!),
    kernel: { kind: 'alias' },
    mapped:
      () =>
      ([mapped]) =>
        reshape(mapped!, [mapped!.shape[0]!, ...shape]),
    call: ([input]) => ['reshape', input, shape],
    gradient: (upstream, [input]) => [reshape(upstream, input!.shape)],
  });
  return apply(x) as Node<S>;
}

/** Gives the one size that is still unknown, where all of the input's are known. */
function complete(input: Shape, target: Shape): Shape {
  const open = input.some(length => typeof length === 'string');
  const unknown = target.filter(length => typeof length === 'string').length;
  const size = sizeOf(input.filter(length => typeof length === 'number'));
  const known = sizeOf(target.filter(length => typeof length === 'number'));
  if (open) {
    const names = (shape: Shape): string =>
      shape
        .filter(length => typeof length === 'string')
        .sort()
        .join();
    const fresh = target.filter(length => typeof length === 'string' && !input.includes(length));
    if (fresh.length > 1 || (names(input) === names(target) && size !== known)) throw mismatch(input, target);
    return target;
  }
  if (unknown === 0 ? size !== known : unknown > 1 || known === 0 || size % known !== 0) throw mismatch(input, target);
  return target.map(length => (typeof length === 'string' ? size / known : length));
}

function mismatch(input: Shape, target: Shape): ShapeError {
  return new ShapeError(
    'reshape',
    [input, target],
    'both shapes must have equally many elements',
    `Check the new shape ${printShape(target)}.`,
  );
}
