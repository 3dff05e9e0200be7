import { ShapeError, type Shape } from '@thalweg/tensor';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import type { Node } from '../node/node.ts';
import { axisOf, type Replaced, type SizeAt } from '../protocol/axes.ts';
import { sliceAlong } from './movement/parts-of-axis.ts';
import { concat } from './concat.ts';
import { fillLike } from './fill-like.ts';
import { broadcastLike } from './sum.ts';
import { zerosAlong } from './creation/filled.ts';

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
  /**
   * The new elements: `constant` ones, by default; those next to the end, mirrored at it, with `reflect`; the element at the
   * end with `edge`; those at the other end with `wrap`.
   */
  readonly mode?: PadMode;
}

/** The ways to choose new elements. */
export type PadMode = 'constant' | 'reflect' | 'edge' | 'wrap';

const MODES = ['constant', 'reflect', 'edge', 'wrap'] as const;

/** The shape of a padded value. */
type Padded<S extends Shape, O extends PadOptions> = Replaced<
  S,
  O['axis'],
  readonly [SizeAt<S, O['axis']> extends string ? string : number]
>;

/**
 * The value with more elements before and after it along an axis. They have one value, or are copies as `mode` says. An axis
 * with a name gets another, as in `batch+2`.
 *
 * - **Shape** `[…, n, …] → […, n + before + after, …]`
 * - **Gradient** `∂x`: the part of ∂y that x became, by composition
 * - **Throws** `ShapeError` for a number of elements that is negative or not whole, or more than the mode can copy; in a pass
 *   for an axis with a name
 *
 * @example
 * read(pad(constant([1, 2]), { axis: 0, before: 1, after: 2 })).toArray() // => [0, 1, 2, 0, 0]
 * read(pad(constant([1, 2, 3]), { axis: 0, before: 2, mode: 'reflect' })).toArray() // => [3, 2, 1, 2, 3]
 */
export function pad<S extends Shape, const O extends PadOptions>(x: Node<S>, options: O): Node<Padded<S, O>> {
  const {
    axis: along,
    before,
    after,
    value,
    mode,
  } = optionsOf('pad', options as PadOptions, {
    axis: undefined,
    before: 0,
    after: 0,
    value: 0,
    mode: 'constant' as PadMode,
  });
  oneOf('pad', mode, MODES, 'the mode');
  const axis = axisOf('pad', x as Node, along);
  const padding = (size: number, isBefore: boolean): Node[] => {
    if (!Number.isInteger(size) || size < 0)
      throw new ShapeError(
        'pad',
        [x.shape],
        `before and after must be whole numbers from 0, not ${size}`,
        'Use slice to cut.',
      );
    if (size === 0) return [];
    return [
      mode === 'constant' ? fillLike(zerosAlong(x, axis, size), value) : copied(x as Node, axis, size, mode, isBefore),
    ];
  };
  return concat([...padding(before, true), x as Node, ...padding(after, false)], { axis }) as Node as Node<
    Padded<S, O>
  >;
}

/** So many copies of elements of a value, for the place before it or after it. */
function copied(x: Node, axis: number, size: number, mode: Exclude<PadMode, 'constant'>, isBefore: boolean): Node {
  const length = x.shape[axis]!;
  const most = { reflect: Number(length) - 1, edge: length === 0 ? 0 : Infinity, wrap: Number(length) }[mode];
  if (typeof length === 'number' && size > most)
    throw new ShapeError(
      'pad',
      [x.shape],
      `before and after must be at most ${most} along axis ${axis} with mode '${mode}', not ${size}`,
      'Pad less, or several times.',
    );
  if (mode === 'edge') {
    const end = sliceAlong(x, axis, isBefore ? { from: 0, to: 1 } : { from: -1 });
    return broadcastLike(end, zerosAlong(x, axis, size));
  }
  if (mode === 'wrap') return sliceAlong(x, axis, isBefore ? { from: -size } : { from: 0, to: size });
  const mirrored = sliceAlong(x, axis, isBefore ? { from: 1, to: size + 1 } : { from: -size - 1, to: -1 });
  return sliceAlong(mirrored, axis, { step: -1 });
}
