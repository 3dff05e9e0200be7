import { ShapeError } from '@thalweg/tensor';
import type { Node } from '../../node/node.ts';
import { operation } from '../../protocol/operation.ts';
import { equal } from '../comparison.ts';
import { positions } from '../creation/filled.ts';
import { withAxes } from '../../protocol/axes.ts';
import { sub } from '../sub.ts';
import { transpose } from '../transpose.ts';
import { where } from '../where.ts';

/** The matrices of a value transposed: the last two axes in each other's place. A product reads them where they lie. */
export function turned(x: Node): Node {
  const rank = x.shape.length;
  const order = x.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  if (rank < 2) return x;
  // What is turned back is read where it lies.
  const kernel = x.operation?.kernel;
  if (kernel?.kind === 'view' && kernel.order?.every((axis, n) => axis === order[n])) return x.inputs[0]!;
  return transpose(x, order);
}

// Taking diagonals and putting elements on them are each other's gradient, so they share a file.

/**
 * The main diagonals of square matrices, read where they lie.
 *
 * - **Shape** `x: […, n, n] → […, n]`
 * - **Gradient** `∂x`: ∂y on the diagonals, zero elsewhere
 */
export function diagonalOf(x: Node, name = 'diagonal'): Node {
  const rank = x.shape.length;
  const apply = operation({
    name,
    shape: ([input]) => {
      if (input!.at(-1) !== input!.at(-2))
        throw new ShapeError(name, [input!], 'both axes must have one size', 'Slice the longer one.');
      return input!.slice(0, -1);
    },
    kernel: {
      kind: 'view',
      strides: (_, strides) => [...strides.slice(0, rank - 2), strides[rank - 2]! + strides[rank - 1]!],
    },
    mapped:
      () =>
      ([mapped]) =>
        diagonalOf(mapped!, name),
    call: ([input]) => ['diagonal', input],
    gradient: upstream => [onDiagonal(upstream)],
  });
  return apply(x);
}

/**
 * Square matrices with given diagonals, and zeros elsewhere.
 *
 * - **Shape** `x: […, n] → […, n, n]`
 */
export function onDiagonal(x: Node): Node {
  const rank = x.shape.length;
  const places = positions(x, rank - 1);
  const isOn = equal(withAxes(places, [1]), withAxes(places, [0]));
  return where(isOn, withAxes(x, [rank], 'diagEmbed'), 0) as Node;
}

/**
 * The distance of each element of a matrix from the main diagonal, positive above it, as int32; only the shape is used.
 *
 * - **Shape** `x: […, m, n] → [m, n]`
 */
export function diagonalDistance(x: Node): Node {
  const rank = x.shape.length;
  const [row, column] = [withAxes(positions(x, rank - 2), [1]), withAxes(positions(x, rank - 1), [0])];
  return sub(column, row) as Node;
}
