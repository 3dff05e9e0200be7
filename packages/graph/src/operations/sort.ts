import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Node } from '../node/node.ts';
import { axisOf } from '../protocol/axes.ts';
import { argsort, type SortOptions } from './argsort.ts';
import { takeAlong } from './take-along.ts';

/**
 * The elements along an axis, by default the last, in rising order. Equal elements keep their order; a NaN counts as the
 * largest, so it comes last, or first if `descending`. {@link argsort} returns the places.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x`: each ∂y where its element came from, by composition
 *
 * @example
 * read(sort(constant([5, 9, 7]), { descending: true })).toArray() // => [9, 7, 5]
 */
export function sort<S extends Shape>(x: Node<S>, options?: SortOptions): Node<S> {
  const { axis: given, descending } = optionsOf('sort', options, { axis: -1, descending: false });
  const axis = axisOf('sort', x as Node, given);
  return takeAlong(x as Node, argsort(x, { axis, descending }), { axis });
}
