import { ShapeError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Node } from '../node/node.ts';
import { axisOf, type Replaced, type SizeAt } from '../protocol/axes.ts';
import type { TimesName } from '../shape/combined-size.ts';
import { mergeAxes } from './movement/merge-axes.ts';
import { broadcastLike } from './sum.ts';
import { zerosAlong } from './creation/filled.ts';

/** Options of {@link repeat}. */
export interface RepeatOptions {
  readonly times: number;
  /** A negative one is counted from the end. */
  readonly axis: number;
}

/** The shape of a value with repeated elements. */
type Repeated<S extends Shape, O extends RepeatOptions> = Replaced<
  S,
  O['axis'],
  readonly [SizeAt<S, O['axis']> extends infer Name extends string ? RepeatedName<Name, O['times']> : number]
>;

type RepeatedName<Name extends string, Times extends number> = number extends Times
  ? string | number
  : Times extends 0
    ? 0
    : Times extends 1
      ? Name
      : TimesName<Name, Times>;

/**
 * Each element repeated along an axis, one after the other. An axis with a name gets another, as in `batch*2`.
 *
 * - **Shape** `[…, n, …] → […, n·times, …]`
 * - **Gradient** `∂x`: ∂y summed over the repetitions of each element, by composition
 * - **Throws** `ShapeError` if `times` is negative or not whole, or makes a size above 2⁵³
 *
 * @example
 * read(repeat(constant([1, 2]), { times: 2, axis: 0 })).toArray() // => [1, 1, 2, 2]
 */
export function repeat<S extends Shape, const O extends RepeatOptions>(x: Node<S>, options: O): Node<Repeated<S, O>> {
  const { axis: along, times } = optionsOf('repeat', options as RepeatOptions, { axis: undefined, times: undefined });
  const axis = axisOf('repeat', x as Node, along);
  if (!Number.isInteger(times) || times < 0)
    throw new ShapeError('repeat', [x.shape], `times must be a whole number from 0, not ${times}`, 'Round it.');
  const single = mergeAxes(x, axis + 1, axis + 1);
  const repeated = broadcastLike(single, zerosAlong(single, axis + 1, times));
  return mergeAxes(repeated, axis, axis + 2) as Node<Repeated<S, O>>;
}
