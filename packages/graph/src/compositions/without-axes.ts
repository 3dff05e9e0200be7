import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';

// Leaving out axes of size 1 and putting them back are each other's gradient, so they share a file.

/** Leaves out axes of size 1, given as positions in order. */
export function withoutAxes(x: Node, axes: readonly number[], name: string = x.name): Node {
  return axes.length === 0 ? x : squeeze(x, axes, { back: false, name });
}

/** Puts in axes of size 1, given as positions in the result, in order. */
export function withAxes(x: Node, axes: readonly number[], name: string = x.name): Node {
  return axes.length === 0 ? x : squeeze(x, axes, { back: true, name });
}

interface Squeezing {
  readonly back: boolean;
  readonly name: string;
}

function squeeze(x: Node, axes: readonly number[], { back, name }: Squeezing): Node {
  const apply = operation({
    name,
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
          { back, name },
        ),
    call: ([input]) => [back ? 'expandDims' : 'squeeze', input, { axes }],
    gradient: upstream => [squeeze(upstream, axes, { back: !back, name })],
  });
  return apply(x);
}
