import { constant, type Node, read } from '@thalweg/graph';
import type { Range, View } from '../race/point.ts';

/** The aspect ratio of the picture: width divided by height. */
export const ASPECT = 1.6;

/** Returns the smallest view that contains the given one and fills the picture with the same scale on both axes. */
export function widened({ x, y }: View): View {
  const [wide, high] = [x[1] - x[0], y[1] - y[0]];
  return wide > high * ASPECT
    ? { x, y: stretched(y, wide / ASPECT / high) }
    : { x: stretched(x, (high * ASPECT) / wide), y };
}

function stretched([lo, hi]: Range, factor: number): Range {
  const [middle, half] = [(lo + hi) / 2, ((hi - lo) / 2) * factor];
  return [middle - half, middle + half];
}

/** Returns `count` evenly spaced numbers, both ends included. */
export function spread([lo, hi]: Range, count: number): number[] {
  return Array.from({ length: count }, (_, i) => lo + ((hi - lo) * i) / (count - 1));
}

/** Returns a function that computes a loss on a grid, row by row, in one pass. */
export function heightsOf(
  loss: (x: Node<readonly [number]>, y: Node<readonly [number]>) => Node,
): (xs: readonly number[], ys: readonly number[]) => Float32Array {
  return (xs, ys) => {
    const across = constant(ys.flatMap(() => xs));
    const along = constant(ys.flatMap(y => xs.map(() => y)));
    return Float32Array.from(read(loss(across, along)).toArray() as number[]);
  };
}
