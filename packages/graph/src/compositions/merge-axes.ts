import { stridesOf } from '@thalweg/tensor';
import { allMapped } from './all-mapped.ts';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import { replaced } from '../shape/axis.ts';
import { productOfSizes } from '../shape/combined-size.ts';
import { normalShape } from '../shape/size-name.ts';

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
    normal: normalShape,
    kernel: { kind: 'alias' },
    mapped:
      () =>
      ([mapped]) =>
        mergeAxes(mapped!, from + 1, to + 1),
    call: ([input]) => ['mergeAxes', input, from, to],
    gradient: (upstream, [input]) => [splitAxis(upstream, from, { like: input!, from, to })],
  });
  return apply(x);
}

/** Neighbouring axes `[from, to)` of a value, of which only the shape is used. */
interface AxesLike {
  readonly like: Node;
  readonly from: number;
  readonly to: number;
}

/** An axis split into the axes of another value. */
export function splitAxis(x: Node, axis: number, { like, from, to }: AxesLike): Node {
  if (to === from + 1) return x;
  const apply = operation({
    name: 'splitAxis',
    shape: ([input, whole]) => replaced(input!, axis, ...whole!.slice(from, to)),
    dtype: ([dtype]) => dtype!,
    kernel: {
      kind: 'view',
      shapeOnly: [1],
      strides: (_, strides, output) => [
        ...strides.slice(0, axis),
        ...stridesOf(output.slice(axis, axis + to - from)).map(stride => stride * strides[axis]!),
        ...strides.slice(axis + 1),
      ],
    },
    mapped: isMapped =>
      allMapped(isMapped, ([all, whole]) => splitAxis(all!, axis + 1, { like: whole!, from: from + 1, to: to + 1 })),
    call: ([input, whole]) => ['splitAxis', input, axis, { like: whole, from, to }],
    gradient: upstream => [mergeAxes(upstream, axis, axis + to - from), undefined],
  });
  return apply(x, like);
}
