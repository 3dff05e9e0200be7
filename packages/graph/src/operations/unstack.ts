import { ShapeError, type Shape } from '@thalweg/tensor';
import { sliceAlong } from './movement/parts-of-axis.ts';
import { axisGiven, type AxisIn, type AxisOption, type Reduced, type SizeAt, withoutAxes } from '../protocol/axes.ts';
import { type Node, nodeOf } from '../node/node.ts';
import type { Tally } from '../shape/counted-sizes.ts';

/** A node for each element of an axis. */
type Unstacked<S extends Shape, Axis extends number> =
  Tally<SizeAt<S, Axis>> extends infer Count extends readonly 0[]
    ? { readonly [K in keyof Count]: Node<Reduced<S, { readonly axes: Axis }>> }
    : never;

/**
 * The parts of a value along an axis, by default the first, without that axis: what {@link stack} puts together.
 *
 * - **Shape** `x: […, n, …] → n` values of that shape without the axis
 * - **Gradient** `∂x`: the gradients of the parts, stacked
 * - **Throws** `ShapeError` for an axis with a name
 *
 * @example
 * const [first, second] = unstack(constant([[1, 2], [3, 4]]));
 * read(second).toArray() // => [3, 4]
 */
export function unstack<S extends Shape, const O extends AxisOption = object>(
  x: Node<S>,
  options?: O,
): Unstacked<S, AxisIn<O, 0>> {
  const { shape } = nodeOf('unstack', x as Node);
  const axis = axisGiven('unstack', x as Node, options, 0);
  const size = shape[axis]!;
  if (typeof size === 'string')
    throw new ShapeError('unstack', [shape], `the size of axis ${axis} must be fixed`, 'Use scan along a named axis.');
  const parts = Array.from({ length: size }, (_, from) =>
    withoutAxes(sliceAlong(x as Node, axis, { from, to: from + 1 }), [axis], 'unstack'),
  );
  return parts as readonly Node[] as Unstacked<S, AxisIn<O, 0>>;
}
