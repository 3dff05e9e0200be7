import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { sliceAlong } from './movement/parts-of-axis.ts';
import type { Node } from '../node/node.ts';
import { axisOf, type Replaced, type SizeAt } from '../protocol/axes.ts';
import type { Positions } from '../shape/window.ts';

/** Options of {@link slice}: positions along an axis. */
export interface SliceOptions extends Positions {
  /** A negative one is counted from the end. */
  readonly axis: number;
}

/** The shape of a slice. */
type Sliced<S extends Shape, O extends SliceOptions> = Replaced<
  S,
  O['axis'],
  readonly [SlicedSize<SizeAt<S, O['axis']>, O>]
>;

type SlicedSize<L extends number | string, O extends SliceOptions> = O extends { from: number } | { step: number }
  ? O extends { from: number } | { to: number }
    ? number
    : O['step'] extends 1 | -1
      ? L
      : number
  : O extends { to: infer To extends number }
    ? `${To}` extends `-${string}`
      ? number
      : To
    : L;

/**
 * The positions `from`, `from + step`, … before `to` along one axis, as an array's `slice` takes them. A position that is not
 * on the axis is an error. Along an axis with a name, the number of positions must be fixed, or the slice must take all of
 * them.
 *
 * - **Shape** `x: S → S` with as many positions along the axis
 * - **Gradient** `∂x`: ∂y at the positions, zero elsewhere
 * - **Throws** `ShapeError` when the node is built, or in a pass for an axis with a name
 *
 * @example
 * read(slice(constant([1, 2, 3, 4]), { axis: 0, from: 1, to: -1 })).toArray() // => [2, 3]
 */
export function slice<S extends Shape, const O extends SliceOptions>(x: Node<S>, options: O): Node<Sliced<S, O>> {
  const { axis, ...positions } = optionsOf('slice', options as SliceOptions, {
    axis: undefined,
    from: undefined,
    to: undefined,
    step: undefined,
  });
  return sliceAlong(x, axisOf('slice', x as Node, axis), positions) as Node<Sliced<S, O>>;
}
