import { ShapeError } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { equal } from '../operations/comparison.ts';
import { where } from '../operations/where.ts';
import { operation } from '../protocol/operation.ts';
import { positions } from './positions.ts';
import { withAxes } from './without-axes.ts';

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
