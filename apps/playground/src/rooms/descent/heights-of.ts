import { constant, read, type Node } from '@thalweg/graph';

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
