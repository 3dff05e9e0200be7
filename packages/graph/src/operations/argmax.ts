import { ContractError, ShapeError, type Shape } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { extremePlace } from '../interpreter/order.ts';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import { axisOf, type Reduced, replaced } from '../protocol/axes.ts';

/** Settings of `argmax` and `argmin`. */
export interface ArgmaxOptions {
  /** Takes the last of equal elements. */
  readonly last?: boolean;
  /** Keeps the axis with size 1. */
  readonly keep?: boolean;
}

/** The shape of the positions. */
type Placed<S extends Shape, A extends number, O extends ArgmaxOptions> = Reduced<
  S,
  { readonly axes: A; readonly keep: O['keep'] extends true ? true : false }
>;

/**
 * The position of the largest element along an axis, the first among equals; a NaN counts as the largest.
 *
 * - **Shape** `x: S → S` without the axis, or with size 1 along it if `keep`, int32; by default the last axis
 * - **Gradient** refused
 * - **Throws** `ShapeError` if the axis is empty, when the node is built or in a pass if it has a name
 *
 * @example
 * read(argmax(constant([5, 9, 9]))).item() // => 1
 */
export function argmax<S extends Shape, const A extends number = -1, const O extends ArgmaxOptions = object>(
  x: Node<S>,
  axis?: A,
  options?: O,
): Node<Placed<S, A, O>> {
  return extremeAlong('argmax', x as Node, axis, options) as Node<Placed<S, A, O>>;
}

/**
 * The position of the smallest element along an axis, the first among equals; a NaN counts as the smallest.
 *
 * - **Shape** `x: S → S` without the axis, or with size 1 along it if `keep`, int32; by default the last axis
 * - **Gradient** refused
 * - **Throws** `ShapeError` if the axis is empty, when the node is built or in a pass if it has a name
 *
 * @example
 * read(argmin(constant([5, 2, 2]))).item() // => 1
 */
export function argmin<S extends Shape, const A extends number = -1, const O extends ArgmaxOptions = object>(
  x: Node<S>,
  axis?: A,
  options?: O,
): Node<Placed<S, A, O>> {
  return extremeAlong('argmin', x as Node, axis, options) as Node<Placed<S, A, O>>;
}

type Which = 'argmax' | 'argmin';

function extremeAlong(which: Which, x: Node, axis: number | undefined, options: ArgmaxOptions | undefined): Node {
  const { last, keep } = optionsOf(which, options, { last: false, keep: false });
  if (axis !== undefined && typeof axis !== 'number')
    throw new ContractError(which, 'the axis must be a number', printed(axis), `Try ${which}(x, 0).`);
  return placeAlong(which, x, axisOf(which, x, axis ?? -1), { last, keep });
}

function placeAlong(which: Which, x: Node, axis: number, options: Required<ArgmaxOptions>): Node {
  const apply = operation({
    name: which,
    shape: ([input]) => {
      if (input![axis] === 0)
        throw new ShapeError(which, [input!], 'the axis must not be empty', 'Feed at least one element.');
      return replaced(input!, axis, ...(options.keep ? [1] : []));
    },
    dtype: () => 'int32',
    kernel: extremePlace({ axis, smallest: which === 'argmin', last: options.last }),
    mapped:
      () =>
      ([mapped]) =>
        placeAlong(which, mapped!, axis + 1, options),
    call: ([input]) => [which, input, axis, options],
  });
  return apply(x);
}
