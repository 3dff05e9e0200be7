import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { sortingAlong } from '../interpreter/order.ts';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import { axisOf, type AxisOption } from '../protocol/axes.ts';

/** Settings of `sort` and `argsort`. */
export interface SortOptions extends AxisOption {
  /** Puts the largest first. */
  readonly descending?: boolean;
}

/**
 * The places of the elements along an axis, by default the last, in rising order. Equal elements keep their order; a NaN
 * counts as the largest, so it comes last, or first if `descending`.
 *
 * - **Shape** `x: S → S`, int32
 * - **Gradient** refused
 *
 * @example
 * read(argsort(constant([5, 9, 7]))).toArray() // => [0, 2, 1]
 */
export function argsort<S extends Shape>(x: Node<S>, options?: SortOptions): Node<S> {
  const { axis, descending } = optionsOf('argsort', options, { axis: -1, descending: false });
  return placesInOrder(x as Node, axisOf('argsort', x as Node, axis), descending) as Node<S>;
}

function placesInOrder(x: Node, axis: number, descending: boolean): Node {
  const apply = operation({
    name: 'argsort',
    shape: ([input]) => input!,
    dtype: () => 'int32',
    kernel: sortingAlong(axis, descending),
    mapped:
      () =>
      ([mapped]) =>
        placesInOrder(mapped!, axis + 1, descending),
    call: ([input]) => ['argsort', input, { axis, descending }],
  });
  return apply(x);
}
