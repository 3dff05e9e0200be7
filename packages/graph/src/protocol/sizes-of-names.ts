import { ShapeError, type Shape } from '@thalweg/tensor';
import { arrayOf } from '@thalweg/tensor/engine';
import { Node, nodeOf } from '../node/node.ts';

/** The value or the values whose axes give the names in a shape their sizes. */
export type Likes = Node | readonly Node[];

/** A size of a shape: fixed, or that of an axis of one of some values. */
export type SizeSource = number | { readonly like: number; readonly axis: number };

/** The values of an option `like`, as a list. */
export function likesOf(operation: string, like: Likes | undefined): readonly Node[] {
  if (like === undefined) return [];
  const all = like instanceof Node ? [like as Node] : arrayOf(operation, 'like', like as readonly Node[]);
  return all.map(node => nodeOf(operation, node));
}

/**
 * Finds where each size of a shape comes from: a name, from the first axis of that name.
 *
 * - **Throws** `ShapeError` for a name that no value has
 */
export function sizeSources(operation: string, shape: Shape, likes: readonly Node[]): SizeSource[] {
  return shape.map(size => (typeof size === 'number' ? size : axisNamed(operation, size, likes)));
}

/** Returns the first of some values that has an axis of a name, by its position, and the axis. */
export function axisNamed(operation: string, name: string, likes: readonly Node[]): { like: number; axis: number } {
  const like = likes.findIndex(node => node.shape.includes(name));
  if (like >= 0) return { like, axis: likes[like]!.shape.indexOf(name) };
  throw new ShapeError(
    operation,
    likes.length === 0 ? [[name]] : likes.map(node => node.shape),
    `'${name}' must be the name of an axis of like`,
    'Give a node that has such an axis: { like: x }.',
  );
}
