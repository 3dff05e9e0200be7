import { type Node, transpose } from '@thalweg/graph';
import { NotOffered } from '../call/not-offered.ts';

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

/** Returns an axis counted from the first one; the last one that is allowed is that before `end`. */
export function axisFromStart(axis: number, rank: number, end: number = rank): number {
  const found = axis < 0 ? axis + rank : axis;
  if (!(found >= 0 && found < end)) throw new NotOffered(`a value of ${rank} axes has no axis ${axis}`, 'file');
  return found;
}

/** Returns a value with its channels, the second axis, moved to the end. */
export function channelsLast(x: Node): Node {
  const axes = x.shape.map((_, axis) => axis);
  return transpose(x, [0, ...axes.slice(2), 1]) as Node;
}

/** Returns a value with its channels, the last axis, as the second again. */
export function channelsSecond(x: Node): Node {
  const axes = x.shape.map((_, axis) => axis);
  return transpose(x, [0, axes.length - 1, ...axes.slice(1, -1)]) as Node;
}
