import type { Node } from '@thalweg/graph';
import { NotOffered } from '../not-offered.ts';

/** Returns the sizes of a value, which must be fixed. */
export function sizesOf(x: Node): number[] {
  return x.shape.map(size => {
    if (typeof size === 'number') return size;
    throw new NotOffered(`the axis '${size}' must have a fixed size, which { shapes } gives`, 'value', [size]);
  });
}

/** Returns the size of one axis, which must be fixed. */
export function fixedSize(x: Node, axis: number): number {
  const size = x.shape.at(axis);
  if (typeof size === 'number') return size;
  throw new NotOffered(size === undefined ? `it has no axis ${axis}` : `the axis '${size}' must have a fixed size, which { shapes } gives`, size === undefined ? 'file' : 'value', [size ?? '']);
} // prettier-ignore
