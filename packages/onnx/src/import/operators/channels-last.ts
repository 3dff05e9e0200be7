import { transpose, type Node } from '@thalweg/graph';

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
