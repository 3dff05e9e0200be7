import { sizeOf, stridesOf } from '@thalweg/tensor';
import type { Mapping, Node } from '../../node/node.ts';
import { replaced } from '../../protocol/axes.ts';
import { operation } from '../../protocol/operation.ts';
import { productOfSizes } from '../../shape/combined-size.ts';
import { normalShape } from '../../shape/size-name.ts';
import type { LoopInput, LoopOutput } from '../../wire/kernel.ts';
import { allMapped } from '../reductions/sums-and-broadcasts.ts';
import { transpose } from '../transpose.ts';

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

/**
 * Maps an operation that treats each position of its first axis alike, the batch: for the operation, the new axis and the
 * batch are one. Inputs that are not mapped stay unchanged; all are mapped by default.
 */
export function overBatch(apply: (...inputs: Node[]) => Node, isMapped?: readonly boolean[]): Mapping {
  const first = isMapped?.indexOf(true) ?? 0;
  return inputs => {
    const merged = inputs.map((input, n) => (isMapped?.[n] === false ? input : mergeAxes(input, 0, 2)));
    return splitAxis(apply(...merged), 0, { like: inputs[first]!, from: 0, to: 2 });
  };
}

/**
 * The first two axes in each other's place, and the elements moved there: unlike a transposition, which is a view. Its code
 * serves all sizes.
 *
 * - **Shape** `[a, b, …rest] → [b, a, …rest]`
 */
export const swapAxes: (x: Node) => Node = /* @__PURE__ */ operation({
  name: 'swapAxes',
  shape: ([x]) => {
    const [first, second, ...rest] = x!;
    return [second!, first!, ...rest];
  },
  dtype: ([dtype]) => dtype!,
  kernel: {
    kind: 'loop',
    loop: 'swapAxes',
    parameters: {},
    bind: (output: LoopOutput, [input]: readonly LoopInput[]) => {
      const [first, second, ...rest] = input!.shape! as [number, number, ...number[]];
      const row = sizeOf(rest);
      return () => {
        const [from, to] = [input!.data, output.write()];
        for (let j = 0, o = 0; j < second; j++)
          for (let i = 0, p = j * row; i < first; i++, p += second * row)
            for (let k = 0; k < row; k++) to[o++] = from[p + k]!;
      };
    },
  },
  mapped:
    () =>
    ([x]) =>
      transpose(x!, [0, 2, 1, ...x!.shape.slice(3).map((_, n) => n + 3)]),
  gradient: upstream => [swapAxes(upstream)],
});
