import { stridesOf } from '@thalweg/tensor';
import { allMapped } from './all-mapped.ts';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import { productOfSizes } from '../shape/combined-size.ts';

// Merging axes and splitting one are each other's gradient, so they share a file.

/**
 * The neighbouring axes `[from, to)` as one, whatever they are called; an axis of size 1 where there are none. Unlike a
 * reshape it takes any number of names, and sizes of 0.
 *
 * - **Shape** `[…, a, b, …] → […, a·b, …]`
 * - **Gradient** `∂x`: ∂y with the axis split
 */
export function mergeAxes(x: Node, from: number, to: number): Node {
  if (to === from + 1) return x;
  const apply = operation({
    name: 'mergeAxes',
    shape: ([input]) => [...input!.slice(0, from), productOfSizes(input!.slice(from, to)), ...input!.slice(to)],
    kernel: { kind: 'alias' },
    mapped:
      () =>
      ([mapped]) =>
        mergeAxes(mapped!, from + 1, to + 1),
    gradient: (upstream, [input]) => [splitAxis(upstream, input!, from, to)],
  });
  return apply(x);
}

/** An axis split into the axes `[from, to)` of another value, of which only the shape is used. */
export function splitAxis(x: Node, like: Node, from: number, to: number): Node {
  const apply = operation({
    name: 'splitAxis',
    shape: ([input, whole]) => [...input!.slice(0, from), ...whole!.slice(from, to), ...input!.slice(from + 1)],
    dtype: ([dtype]) => dtype!,
    kernel: {
      kind: 'view',
      shapeOnly: [1],
      strides: (_, strides, output) => [
        ...strides.slice(0, from),
        ...stridesOf(output.slice(from, to)).map(stride => stride * strides[from]!),
        ...strides.slice(from + 1),
      ],
    },
    mapped: isMapped => allMapped(isMapped, ([all, whole]) => splitAxis(all!, whole!, from + 1, to + 1)),
    gradient: upstream => [mergeAxes(upstream, from, to), undefined],
  });
  return apply(x, like);
}
