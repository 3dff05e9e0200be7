import { add, div, mul, sqrt, square, sum, type Node } from '@thalweg/graph';

/** Vectors along the last axis in their directions, with the length 1; nothing is divided by 0. */
export function unitVectors(x: Node): Node {
  const squares: Node = sum(square(x), { axes: -1, keep: true });
  return div(x, sqrt(add(squares, 1e-12)));
}

/** The sum of products along the last axis. */
export function dot(a: Node, b: Node): Node {
  return sum(mul(a, b), { axes: -1 });
}
