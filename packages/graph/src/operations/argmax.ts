import { ShapeError, type Shape } from '@thalweg/tensor';
import { argmaxAlong } from '../interpreter/argmax.ts';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import { axesOf, type Reduced } from '../shape/axes.ts';

/**
 * The position of the largest element along an axis, the first among equals; a NaN counts as the largest.
 *
 * - **Shape** `x: S → S` without the axis, int32; by default the last axis
 * - **Gradient** refused
 */
export function argmax<S extends Shape, const A extends number = -1>(
  x: Node<S>,
  axis?: A,
): Node<Reduced<S, { readonly axes: A }>> {
  const [position] = axesOf('argmax', x as Node, axis ?? -1) as [number];
  const apply = operation({
    name: 'argmax',
    shape: ([input]) => {
      if (input![position] === 0)
        throw new ShapeError('argmax', [input!], 'the axis must not be empty', 'Feed at least one element.');
      return input!.filter((_, index) => index !== position);
    },
    dtype: () => 'int32',
    kernel: argmaxAlong(position),
  });
  return apply(x) as Node<Reduced<S, { readonly axes: A }>>;
}
