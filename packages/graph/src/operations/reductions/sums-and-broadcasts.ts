import { type DType, type Shape, ShapeError, sizeOf } from '@thalweg/tensor';
import { reduction, summing } from '../../interpreter/reductions.ts';
import { broadcastStrides } from '../../interpreter/bind.ts';
import { type Mapping, type Node, nodeOf } from '../../node/node.ts';
import { axesOfRun, linedUp, reducedShape, runsOf, withoutAxes } from '../../protocol/axes.ts';
import { sameNumbers } from '../../protocol/dtype-rules.ts';
import { operation } from '../../protocol/operation.ts';
import { broadcast } from '../../shape/shapes.ts';
import { constant } from '../../sources/constant.ts';
import type { LoopInput, LoopOutput } from '../../wire/kernel.ts';

// Sums and broadcasts are each other's gradient, so they share a file.

/** Sums over axes and keeps them with size 1. */
export function sumAlong(x: Node, axes: readonly number[]): Node {
  return runsOf(axes).reduce((inner, [from, to]) => sumRun(inner, from, to), x);
}

function sumRun(x: Node, from: number, to: number): Node {
  const apply: (...inputs: Node[]) => Node = operation({
    name: 'sum',
    shape: ([input]) => reducedShape(input!, from, to),
    dtype: sameNumbers('sum'),
    kernel: reduction(summing, from, to),
    mapped:
      () =>
      ([mapped]) =>
        sumRun(mapped!, from + 1, to + 1),
    call: ([input]) => ['sum', input, { axes: axesOfRun(from, to), keep: true }],
    gradient: (upstream, [input]) => [broadcastTo(upstream, input!)],
  });
  return apply(x);
}

/** A value repeated to the shape of another, of which only the shape is used. */
export const broadcastTo: (...inputs: Node[]) => Node = /* @__PURE__ */ operation({
  name: 'broadcast',
  shape: ([x, like]) => {
    const shape = broadcast('broadcast', [x!, like!]);
    if (shape.length !== like!.length || shape.some((length, axis) => length !== like![axis]))
      throw new ShapeError(
        'broadcast',
        [x!, like!],
        'the first must broadcast to the second',
        'Swap the two, or reshape one.',
      );
    return shape;
  },
  kernel: { kind: 'view', shapeOnly: [1], strides: broadcastStrides },
  mapped: isMapped => inputs => {
    const like = isMapped[1] ? inputs[1]! : repeatOver(inputs[1]!, inputs[0]!);
    return broadcastTo(...linedUp([inputs[0]!, like], [isMapped[0]!, true]));
  },
  dtype: ([dtype]) => dtype!,
  call: inputs => ['broadcastLike', ...inputs],
  gradient: (upstream, [x]) => [sumTo(upstream, x!), undefined],
});

/** The sum over the axes along which one value was repeated to the shape of another. */
export function sumTo(x: Node, like: Node): Node {
  const lead = nodeOf('sumLike', x).shape.length - nodeOf('sumLike', like).shape.length;
  const axes = x.shape
    .map((_, axis) => axis)
    .filter(axis => axis < lead || (like.shape[axis - lead] === 1 && x.shape[axis] !== 1));
  return withoutAxes(
    sumAlong(x, axes),
    axes.filter(axis => axis < lead),
  );
}

/** A value at each of the positions along the first axis of a stack; nothing is copied. */
export const repeatOver: (x: Node, stack: Node) => Node = /* @__PURE__ */ operation({
  name: 'repeat',
  shape: ([x, stack]) => [stack![0]!, ...x!],
  dtype: ([dtype]) => dtype!,
  kernel: { kind: 'view', shapeOnly: [1], strides: (_, strides) => [0, ...strides] },
  call: inputs => ['repeatOver', ...inputs],
  gradient: upstream => [withoutAxes(sumAlong(upstream, [0]), [0]), undefined],
});

/** Maps an operation by one for which all inputs are mapped: the others are repeated, which copies nothing. */
export function allMapped(isMapped: readonly boolean[], apply: (inputs: readonly Node[]) => Node): Mapping {
  const first = isMapped.indexOf(true);
  return inputs => apply(inputs.map((input, n) => (isMapped[n] ? input : repeatOver(input, inputs[first]!))));
}

/** The number of elements of a value along some axes, by default in its dtype; the value is not computed for it. */
export function count(x: Node, axes: readonly number[], dtype: DType = x.dtype): Node<readonly []> {
  const lengths = axes.map(axis => x.shape[axis]!);
  if (lengths.every(length => typeof length === 'number')) return constant(sizeOf(lengths), { dtype });
  const apply = operation({
    name: 'count',
    shape: (): Shape => [],
    dtype: () => dtype,
    kernel: {
      kind: 'loop',
      loop: 'count',
      parameters: { axes },
      shapeOnly: [0],
      bind: (output: LoopOutput, [input]: readonly LoopInput[]) => {
        const size = sizeOf(axes.map(axis => input!.shape![axis]!));
        return () => void (output.write()[0] = size);
      },
    },
    mapped:
      () =>
      ([mapped]) =>
        repeatOver(count(mapped!, axes.map(axis => axis + 1)) as Node, mapped!), // prettier-ignore
    call: ([input]) => ['count', input, axes, dtype],
    gradient: () => [undefined],
  });
  return apply(x) as Node<readonly []>;
}
