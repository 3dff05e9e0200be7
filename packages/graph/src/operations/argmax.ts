import type { Shape } from '@thalweg/tensor';
import { reduction } from '../interpreter/reduce.ts';
import type { Node } from '../node.ts';
import { operation } from '../operation.ts';
import { axesOf, type Reduced } from '../shape/axes.ts';
import { reducedShape, withoutAxes } from './sum.ts';

/**
 * The position of the largest element along an axis, the first among equals; a NaN counts as the largest.
 *
 * - **Shape** `x: S → S` without the axis, int32; by default the last axis
 * - **Gradient** refused
 */
export function argmax<S extends Shape, const A extends number = -1>(x: Node<S>, axis?: A): Node<Reduced<S, { readonly axes: A }>> {
  const [position] = axesOf('argmax', x.shape, axis ?? -1) as [number];
  const apply = operation({
    name: 'argmax',
    shape: ([input]) => reducedShape(input!, position, position + 1),
    dtype: () => 'int32',
    kernel: reduction('argmax', position, position + 1),
  });
  return withoutAxes(apply(x), [position]) as Node<Reduced<S, { readonly axes: A }>>;
}
