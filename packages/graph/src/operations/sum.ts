import { nodeOf } from '../node/node-of.ts';
import { ShapeError, type Shape } from '@thalweg/tensor';
import { broadcastStrides } from '../interpreter/access.ts';
import { reduction } from '../interpreter/reduce.ts';
import { summing } from '../interpreter/reducers.ts';
import { withoutAxes } from '../compositions/without-axes.ts';
import type { Node } from '../node/node.ts';
import { linedUp } from '../protocol/line-up.ts';
import { operation } from '../protocol/operation.ts';
import { sameNumbers } from '../protocol/dtype-rules.ts';
import { reductionOf, runsOf, type AxesOptions, type Reduced } from '../shape/axes.ts';
import { broadcast } from '../shape/broadcast.ts';
import { reducedShape } from '../shape/reduced-shape.ts';

// Sums and broadcasts are each other's gradient, so they share a file.

/**
 * Sum over axes. Accumulated in float64: blocks of 32 terms one after another, and the blocks in pairs, so that the error
 * grows with the logarithm of the number of terms. 10⁷ tenths in float64 are within 1e-15 of their exact sum. A compiled
 * sum of float32 is accumulated in float64 too, but in plain order, four terms at a time; its error is that of rounding
 * the result. A sum of int32 is exact in two's complement.
 *
 * - **Shape** `x: S → S` without the axes, or with size 1 along them if `keep`; an empty sum is 0
 * - **Gradient** `∂x = ∂y`, broadcast back
 *
 * @example
 * read(sum(constant([[1, 2], [3, 4]]), { axes: 0 })).toArray() // => [4, 6]
 */
export function sum<S extends Shape, const O extends AxesOptions = object>(
  x: Node<S>,
  options?: O,
): Node<Reduced<S, O>> {
  const { axes, keep } = reductionOf('sum', x as Node, options);
  const summed = sumAlong(x, axes);
  return (keep ? summed : withoutAxes(summed, axes)) as Node<Reduced<S, O>>;
}

/** Sums over axes and keeps them with size 1. */
function sumAlong(x: Node, axes: readonly number[]): Node {
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
    gradient: (upstream, [input]) => [broadcastLike(upstream, input!)],
  });
  return apply(x);
}

const broadcastTo: (...inputs: Node[]) => Node = /* @__PURE__ */ operation({
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
  gradient: (upstream, [x]) => [sumLike(upstream, x!), undefined],
});

/**
 * A value repeated to the shape of another, of which only the shape is used.
 *
 * - **Shape** `x: A, like: B → B`, where A broadcasts to B
 * - **Gradient** `∂x = ∂y`, summed over the repeated axes
 */
export function broadcastLike<S extends Shape>(x: Node, like: Node<S>): Node<S> {
  return broadcastTo(x, like) as Node<S>;
}

/**
 * Sums over the axes along which one value was repeated to the shape of another: what undoes a broadcast.
 *
 * - **Shape** `x: B, like: A → A`, where A broadcasts to B
 */
export function sumLike<S extends Shape>(x: Node, like: Node<S>): Node<S> {
  const lead = nodeOf('sumLike', x).shape.length - nodeOf('sumLike', like as Node).shape.length;
  const axes = x.shape
    .map((_, axis) => axis)
    .filter(axis => axis < lead || (like.shape[axis - lead] === 1 && x.shape[axis] !== 1));
  return withoutAxes(
    sumAlong(x, axes),
    axes.filter(axis => axis < lead),
  ) as Node<S>;
}

/** A value at each of the positions along the first axis of a stack; nothing is copied. */
export const repeatOver: (x: Node, stack: Node) => Node = /* @__PURE__ */ operation({
  name: 'repeat',
  shape: ([x, stack]) => [stack![0]!, ...x!],
  dtype: ([dtype]) => dtype!,
  kernel: { kind: 'view', shapeOnly: [1], strides: (_, strides) => [0, ...strides] },
  gradient: upstream => [sum(upstream, { axes: 0 }) as Node, undefined],
});
