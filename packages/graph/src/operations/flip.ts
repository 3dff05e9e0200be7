import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Node } from '../node/node.ts';
import { axesOf, type AxesOptions } from '../protocol/axes.ts';
import { slice } from './slice.ts';

/**
 * The elements in reverse order along axes, by default along all.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = flip(∂y)`, by composition
 *
 * @example
 * read(flip(constant([1, 2, 3]))).toArray() // => [3, 2, 1]
 */
export function flip<S extends Shape>(x: Node<S>, options: Pick<AxesOptions, 'axes'> = {}): Node<S> {
  const { axes } = optionsOf('flip', options, { axes: undefined });
  const flipped = axesOf('flip', x as Node, axes).reduce<Node>((y, axis) => slice(y, { axis, step: -1 }), x);
  return flipped as Node<S>;
}
