import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { runningExtreme } from '../interpreter/running.ts';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import { axisOf, type RunningOptions } from '../protocol/axes.ts';
import { takeAlong } from './take-along.ts';
import type { TopK } from './top-k.ts';

/**
 * The largest element so far at each position along an axis, and its index. It runs from the end if `reverse`. Among equal
 * elements the latest one counts. From the first NaN on, all values are NaN.
 *
 * - **Shape** `x: S → S`, both values and indices; indices int32
 * - **Gradient** of the values: ∂y added up where they were taken, by composition; refused for the indices
 *
 * @example
 * read(cummax(constant([1, 3, 2])).values).toArray() // => [1, 3, 3]
 */
export function cummax<S extends Shape>(x: Node<S>, options?: RunningOptions): TopK<S> {
  return extremeAlong('cummax', x as Node, options) as TopK<S>;
}

/**
 * The smallest element so far at each position along an axis, and its index. It runs from the end if `reverse`. Among equal
 * elements the latest one counts. From the first NaN on, all values are NaN.
 *
 * - **Shape** `x: S → S`, both values and indices; indices int32
 * - **Gradient** of the values: ∂y added up where they were taken, by composition; refused for the indices
 *
 * @example
 * read(cummin(constant([2, 3, 1])).values).toArray() // => [2, 2, 1]
 */
export function cummin<S extends Shape>(x: Node<S>, options?: RunningOptions): TopK<S> {
  return extremeAlong('cummin', x as Node, options) as TopK<S>;
}

type Which = 'cummax' | 'cummin';

function extremeAlong(which: Which, x: Node, options: RunningOptions | undefined): TopK<Shape> {
  const { axis: given, reverse } = optionsOf(which, options, { axis: -1, reverse: false });
  const axis = axisOf(which, x, given);
  const indices = placesAlong(which, x, { axis, reverse });
  return { values: takeAlong(x, indices, { axis }), indices };
}

function placesAlong(which: Which, x: Node, { axis, reverse }: Required<RunningOptions>): Node {
  const apply = operation({
    name: which,
    shape: ([input]) => input!,
    dtype: () => 'int32',
    kernel: runningExtreme({ axis, reverse, smallest: which === 'cummin' }),
    mapped:
      () =>
      ([mapped]) =>
        placesAlong(which, mapped!, { axis: axis + 1, reverse }),
    call: ([input]) => [`${which}.indices`, input, { axis, reverse }],
  });
  return apply(x);
}
