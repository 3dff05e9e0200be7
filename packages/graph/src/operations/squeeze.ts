import { ShapeError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { axesOf, type AxesOptions, type Reduced, withoutAxes } from '../protocol/axes.ts';
import { type Node, nodeOf } from '../node/node.ts';

/** Options of {@link squeeze}. */
export type SqueezeOptions = Pick<AxesOptions, 'axes'>;

/** The shape without axes of size 1. */
type Squeezed<S extends Shape, O extends SqueezeOptions> = O['axes'] extends number | readonly number[]
  ? Reduced<S, { readonly axes: O['axes'] }>
  : WithoutOnes<S>;

type WithoutOnes<S extends Shape, Kept extends Shape = readonly []> = number extends S['length']
  ? Shape
  : S extends readonly [infer First extends number | string, ...infer Rest extends Shape]
    ? number extends First
      ? Shape
      : WithoutOnes<Rest, First extends 1 ? Kept : readonly [...Kept, First]>
    : Kept;

/**
 * The same elements without axes of size 1: by default without all of them. An axis with a name stays.
 *
 * - **Shape** `x: S → S` without the axes
 * - **Gradient** `∂x`: ∂y with the axes put back
 * - **Throws** `ShapeError` for an axis of another size
 *
 * @example
 * read(squeeze(constant([[[1], [2]]]))).toArray() // => [1, 2]
 */
export function squeeze<S extends Shape, const O extends SqueezeOptions = object>(
  x: Node<S>,
  options?: O,
): Node<Squeezed<S, O>> {
  const { axes } = optionsOf('squeeze', options as SqueezeOptions | undefined, { axes: undefined });
  const { shape } = nodeOf('squeeze', x as Node);
  const ones = shape.flatMap((size, axis) => (size === 1 ? [axis] : []));
  const left = axes === undefined ? ones : axesOf('squeeze', x as Node, axes);
  const wrong = left.find(axis => shape[axis] !== 1);
  if (wrong !== undefined)
    throw new ShapeError('squeeze', [shape], `axis ${wrong} must have size 1`, 'Use reshape or sum for other sizes.');
  return withoutAxes(x as Node, left, 'squeeze') as Node<Squeezed<S, O>>;
}
