import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { mergeAxes } from './movement/merge-axes.ts';
import { withAxes } from '../protocol/axes.ts';
import { zerosAlong } from './creation/filled.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { numbersOf, wholeNumber } from '../shape/numbers.ts';
import { broadcastLike } from './sum.ts';

/** Options of {@link tile}. */
export interface TileOptions {
  /** The number of copies along each axis; the last numbers are those of the last axes. */
  readonly times: number | readonly number[];
}

/** The shape of a tiled value: of its rank, if there are no more numbers than axes. */
type Tiled<S extends Shape, Times> = number extends S['length']
  ? Shape
  : Times extends number | readonly [number]
    ? S extends readonly [...infer Lead extends Shape, infer Last]
      ? readonly [...Lead, TiledSize<Last>]
      : Shape
    : Times extends readonly number[]
      ? Times['length'] extends S['length']
        ? { readonly [K in keyof S]: TiledSize<S[K]> }
        : Shape
      : Shape;

type TiledSize<Size> = Size extends string ? string : number;

/**
 * The whole value laid end to end, `times` times along each axis; {@link repeat} repeats each element instead. A value with
 * fewer axes than numbers gets axes of size 1 in front. An axis with a name gets another, as in `batch*2`.
 *
 * - **Shape** `[…, n, …] → […, n·times, …]`
 * - **Gradient** `∂x`: ∂y summed over the copies of each element, by composition
 * - **Throws** `ShapeError` unless the numbers are whole, from 0 on
 *
 * @example
 * read(tile(constant([1, 2]), { times: [2, 2] })).toArray() // => [[1, 2, 1, 2], [1, 2, 1, 2]]
 */
export function tile<S extends Shape, const O extends TileOptions>(x: Node<S>, options: O): Node<Tiled<S, O['times']>> {
  const { times } = optionsOf('tile', options as TileOptions, { times: undefined });
  const { shape } = nodeOf('tile', x as Node);
  const counts = numbersOf('tile', 'times', times);
  for (const count of counts) wholeNumber('tile', 'times', count, shape, 0);
  const missing = Math.max(0, counts.length - shape.length);
  const whole = withAxes(x as Node, [...counts.slice(0, missing).keys()], 'expandDims');
  const first = whole.shape.length - counts.length;
  return counts.reduceRight((tiled, count, n) => copies(tiled, first + n, count), whole) as Node as Node<
    Tiled<S, O['times']>
  >;
}

/** A value so often along an axis. */
function copies(x: Node, axis: number, count: number): Node {
  if (count === 1) return x;
  const single = mergeAxes(x, axis, axis);
  return mergeAxes(broadcastLike(single, zerosAlong(single, axis, count)), axis, axis + 2);
}
