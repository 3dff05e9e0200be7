import { sameShape, ShapeError, type Shape } from '@thalweg/tensor';
import { mergeAxes } from './movement/merge-axes.ts';
import { axisOf, replaced, withAxes } from '../protocol/axes.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { combineAt, scatterOptions } from './indexing/combine-at.ts';
import type { ScatterOptions } from './scatter-along.ts';
import { broadcastLike } from './sum.ts';

/**
 * A copy of a value with rows at their indices along an axis, by default the first: what {@link gather} takes is put back.
 * With a `reduction` a row is added to the one that is there, multiplied by it, or the larger or smaller elements stay.
 * Without one, the last of several rows with one index wins. {@link scatterAddLike} adds rows to zeros.
 *
 * - **Shape** `x: [n, …rest], indices: I, rows: [...I, …rest] → [n, …rest]`, or with I in place of another axis
 * - **Gradient** as that of {@link scatterAlong}
 * - **Throws** `ShapeError` unless there is one row for each index; `NumericError` in a pass, before anything is written, if an
 *   index is not in [0, n)
 *
 * @example
 * const at = constant([2, 0], { dtype: 'int32' });
 * read(scatter(constant([1, 2, 3]), at, constant([10, 20]), { reduction: 'add' })).toArray() // => [21, 2, 13]
 */
export function scatter<S extends Shape>(x: Node<S>, indices: Node, rows: Node, options?: ScatterOptions): Node<S> {
  const { axis: along, reduction } = scatterOptions('scatter', options, 0);
  const [whole, places, values] = [x as Node, indices, rows].map(node => nodeOf('scatter', node)) as [Node, Node, Node];
  const axis = axisOf('scatter', whole, along);
  if (!sameShape(values.shape, replaced(whole.shape, axis, ...places.shape)))
    throw new ShapeError(
      'scatter',
      [whole.shape, places.shape, values.shape],
      'there must be one row for each index',
      'Check the shape of the rows.',
    );
  const count = places.shape.length;
  const flat = mergeAxes(values, axis, axis + count);
  const others = flat.shape.flatMap((_, other) => (other === axis ? [] : [other]));
  const at = broadcastLike(withAxes(mergeAxes(places, 0, count), others), flat) as Node;
  return combineAt([whole, at, flat], { name: 'scatter', axis, reduction }) as Node<S>;
}
