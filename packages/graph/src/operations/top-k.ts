import { ShapeError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { extremesAlong } from '../interpreter/order.ts';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import { axisOf, replaced, type AxisIn, type AxisOption, type Replaced } from '../protocol/axes.ts';
import { takeAlong } from './take-along.ts';

/** Settings of `topK`. */
export interface TopKOptions extends AxisOption {
  /** Takes the largest elements, true by default, or the smallest. */
  readonly largest?: boolean;
}

/** Some elements, and where they are. */
export interface TopK<S extends Shape> {
  readonly values: Node<S>;
  /** Their places along the axis, int32. */
  readonly indices: Node<S>;
}

/**
 * The `k` largest elements along an axis, by default the last, the largest first; with `largest: false` the smallest, the
 * smallest first. Of equals the first comes first; a NaN counts as the largest.
 *
 * - **Shape** `x: […, n, …] → […, k, …]`, both values and indices
 * - **Gradient** of the values: ∂y where they were taken, by composition; refused for the indices
 * - **Throws** `ShapeError` if the axis has fewer elements, when the node is built or in a pass if it has a name
 *
 * @example
 * const { values, indices } = topK(constant([5, 9, 7]), 2);
 * read(values).toArray() // => [9, 7]
 */
export function topK<S extends Shape, const K extends number, const O extends TopKOptions = object>(
  x: Node<S>,
  k: K,
  options?: O,
): TopK<Replaced<S, AxisIn<O, -1>, readonly [K]>> {
  const { axis: given, largest } = optionsOf('topK', options as TopKOptions, { axis: -1, largest: true });
  const axis = axisOf('topK', x as Node, given);
  const indices = placesOf(x as Node, { k, axis, largest });
  return { values: takeAlong(x, indices, { axis }), indices } as TopK<Replaced<S, AxisIn<O, -1>, readonly [K]>>;
}

function placesOf(x: Node, parameters: Required<TopKOptions> & { readonly k: number }): Node {
  const { k, axis, largest } = parameters;
  const apply = operation({
    name: 'topK',
    shape: ([input]) => {
      const length = input![axis]!;
      if (!Number.isInteger(k) || k < 0 || (typeof length === 'number' && k > length))
        throw new ShapeError(
          'topK',
          [input!],
          `k must be a whole number from 0 to the ${length} elements of axis ${axis}, not ${k}`,
          'Ask for fewer.',
        );
      return replaced(input!, axis, k);
    },
    dtype: () => 'int32',
    kernel: extremesAlong(parameters),
    mapped:
      () =>
      ([mapped]) =>
        placesOf(mapped!, { ...parameters, axis: axis + 1 }),
    call: ([input]) => ['topK.indices', input, k, { axis, largest }],
  });
  return apply(x);
}
