import { ShapeError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Node } from '../node/node.ts';
import { axisOf, type Replaced, type SizeAt } from '../shape/axis.ts';
import { concat } from './concat.ts';
import { fillLike } from './fill-like.ts';
import { zeros } from '../compositions/zeros.ts';

/** Options of {@link pad}. */
export interface PadOptions {
  /** A negative one is counted from the end. */
  readonly axis: number;
  /** The number of elements before; 0 by default. */
  readonly before?: number;
  /** The number of elements after; 0 by default. */
  readonly after?: number;
  /** The value of the new elements; 0 by default. */
  readonly value?: number;
}

/** The shape of a padded value. */
type Padded<S extends Shape, O extends PadOptions> = Replaced<
  S,
  O['axis'],
  readonly [SizeAt<S, O['axis']> extends string ? string : number]
>;

/**
 * More elements of one value before and after those along an axis. An axis with a name gets another, as in `batch+2`.
 *
 * - **Shape** `[…, n, …] → […, n + before + after, …]`
 * - **Gradient** `∂x`: the part of ∂y that x became, by composition
 * - **Throws** `ShapeError` for a number of elements that is negative or not whole
 *
 * @example
 * read(pad(constant([1, 2]), { axis: 0, before: 1, after: 2 })).toArray() // => [0, 1, 2, 0, 0]
 */
export function pad<S extends Shape, const O extends PadOptions>(x: Node<S>, options: O): Node<Padded<S, O>> {
  const {
    axis: along,
    before,
    after,
    value,
  } = optionsOf('pad', options as PadOptions, {
    axis: undefined,
    before: 0,
    after: 0,
    value: 0,
  });
  const axis = axisOf('pad', x as Node, along);
  const padding = (size: number): Node[] => {
    if (!Number.isInteger(size) || size < 0)
      throw new ShapeError(
        'pad',
        [x.shape],
        `before and after must be whole numbers from 0, not ${size}`,
        'Use slice to cut.',
      );
    return size === 0 ? [] : [fillLike(zeros(x, axis, size), value)];
  };
  return concat([...padding(before), x as Node, ...padding(after)], { axis }) as Node as Node<Padded<S, O>>;
}
