import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import type { AxisIn, AxisOption, Replaced } from '@thalweg/graph/author';
import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';

/**
 * The gated linear unit `a·sigmoid(b)` as a layer, a and b the halves of its input along an axis, by default the last.
 * The operation: {@link @thalweg/graph!glu | glu(x)}.
 *
 * - **Shape** `x: […, 2n, …] → […, n, …]`
 * - **Throws** `ShapeError` when it is applied, unless the axis has a fixed, even size
 *
 * @example
 * input('x', ['batch', 4]).pipe(dense(16), glu()).shape // => ['batch', 8]
 */
export function glu<const O extends AxisOption = object>(
  options?: O,
): <S extends Shape>(x: Node<S>) => Node<Replaced<S, AxisIn<O, -1>, readonly [number]>> {
  optionsOf('glu', options as AxisOption | undefined, { axis: undefined });
  return x => graph.glu(x, options);
}
