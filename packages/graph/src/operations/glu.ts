import { ShapeError, type Shape } from '@thalweg/tensor';
import { sliceAlong } from './movement/parts-of-axis.ts';
import type { Node } from '../node/node.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { axisGiven, type AxisIn, type AxisOption, type Replaced } from '../protocol/axes.ts';
import { mul } from './mul.ts';
import { sigmoid } from './sigmoid.ts';

/**
 * Gated linear unit `y = a·sigmoid(b)`, a and b the halves of x along an axis, by default the last.
 * As a layer: {@link @thalweg/nn!glu | glu()}.
 *
 * - **Shape** `x: […, 2n, …] → […, n, …]`
 * - **Gradient** by composition
 * - **Throws** `ShapeError` unless the axis has a fixed, even size
 * - **Source** Dauphin et al., "Language Modeling with Gated Convolutional Networks", 2017, §3
 *
 * @example
 * read(glu(constant([[1, 2, 0, 0]]))).toArray() // => [[0.5, 1]]
 */
export function glu<S extends Shape, const O extends AxisOption = object>(
  x: Node<S>,
  options?: O,
): Node<Replaced<S, AxisIn<O, -1>, readonly [number]>> {
  const axis = axisGiven('glu', x as Node, options, -1);
  sameFloats('glu')([x.dtype]);
  const size = x.shape[axis];
  if (typeof size !== 'number' || size % 2 !== 0)
    throw new ShapeError('glu', [x.shape], 'the axis must have a fixed, even size', 'Double the units before it.');
  const half = (from: number): Node => sliceAlong(x as Node, axis, { from, to: from + size / 2 });
  return mul(half(0), sigmoid(half(size / 2))) as never;
}
