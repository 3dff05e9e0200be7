import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';

/** Leaves out axes of size 1. */
export function withoutAxes(x: Node, axes: readonly number[]): Node {
  return axes.length === 0 ? x : squeeze(x, axes, false);
}

/** Leaves out axes of size 1, or puts them back where they were. */
function squeeze(x: Node, axes: readonly number[], back: boolean): Node {
  const apply = operation({
    name: x.name,
    shape: ([input]) =>
      back
        ? axes.reduce((shape, axis) => [...shape.slice(0, axis), 1, ...shape.slice(axis)], input!)
        : input!.filter((_, axis) => !axes.includes(axis)),
    kernel: { kind: 'alias' },
    mapped:
      () =>
      ([mapped]) =>
        squeeze(
          mapped!,
          axes.map(axis => axis + 1),
          back,
        ),
    gradient: upstream => [squeeze(upstream, axes, !back)],
  });
  return apply(x);
}
