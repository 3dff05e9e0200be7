import { ShapeError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { axesOf, type Hits, withAxes } from '../protocol/axes.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { numbersOf } from '../shape/numbers.ts';

/** Options of {@link expandDims}. */
export interface ExpandDimsOptions {
  /** The positions of the new axes in the result, negative ones counted from its end. */
  readonly axes: number | readonly number[];
}

/** The shape with axes of size 1 more. */
type Expanded<S extends Shape, Axes> = number extends S['length']
  ? Shape
  : Axes extends readonly number[]
    ? number extends Axes['length'] | Axes[number]
      ? Shape
      : Insert<S, Axes[number], readonly [...S, ...Axes]>
    : number extends Axes
      ? Shape
      : Insert<S, Axes, readonly [...S, Axes]>;

/** Goes through the positions of the result, of which `Left` has as many elements as are left. */
type Insert<
  S extends Shape,
  Axis,
  Left extends readonly unknown[],
  Done extends Shape = readonly [],
> = Left extends readonly [unknown, ...infer Rest]
  ? Hits<Axis, Done, Rest> extends true
    ? Insert<S, Axis, Rest, readonly [...Done, 1]>
    : S extends readonly [infer First extends number | string, ...infer Others extends Shape]
      ? Insert<Others, Axis, Rest, readonly [...Done, First]>
      : Shape
  : Done;

/**
 * The same elements with new axes of size 1.
 *
 * - **Shape** `x: S → S` with size 1 at the axes
 * - **Gradient** `∂x`: ∂y without the axes
 * - **Throws** `ShapeError` for an axis that the result does not have, or one that is given twice
 *
 * @example
 * read(expandDims(constant([1, 2]), { axes: -1 })).toArray() // => [[1], [2]]
 */
export function expandDims<S extends Shape, const O extends ExpandDimsOptions>(
  x: Node<S>,
  options: O,
): Node<Expanded<S, O['axes']>> {
  const { axes } = optionsOf('expandDims', options as ExpandDimsOptions, { axes: undefined });
  const { shape } = nodeOf('expandDims', x as Node);
  const listed = numbersOf('expandDims', 'axes', axes);
  const places = axesOf('expandDims', [...shape, ...listed.map(() => 1)], listed);
  if (places.length < listed.length)
    throw new ShapeError('expandDims', [shape], `axes must be different, not ${listed.join(', ')}`, 'They are positions in the result.'); // prettier-ignore
  return withAxes(x as Node, places, 'expandDims') as Node<Expanded<S, O['axes']>>;
}
