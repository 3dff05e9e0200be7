import { add, div, mul, type Node, sqrt, square, sub, sum } from '@thalweg/graph';
import { inDomain, nodeOf } from '@thalweg/graph/author';
import { DtypeError, sameShape, ShapeError } from '@thalweg/tensor';
import { checkAlike } from './checked-arguments.ts';
import { weighted } from './elementwise.ts';
import type { VectorLoss } from './loss-of.ts';
import type { LossOptions } from './loss-options.ts';
import { reduceLosses } from './reduce-losses.ts';
import type { Reduction } from './reduction.ts';

/** The losses of pairs of rows, if they belong together and if they do not. */
export interface PairLosses {
  readonly together: Node;
  readonly apart: Node;
}

/** A loss of pairs of rows, of which labels say whether they belong together. */
export function pairLoss<Loss extends string, T extends Node, R extends Reduction>(
  loss: Loss,
  [other, together]: readonly [other: T, together: Node],
  options: LossOptions<R>,
  lossesOf: (x: Node, other: Node) => PairLosses,
): VectorLoss<Loss, T, R> {
  const [second, labels] = [nodeOf(loss, other), nodeOf(loss, together)];
  const apply = (first: Node): Node => {
    checkAlike(loss, first, second);
    checkLabels(loss, first, labels);
    const advice = 'Give 1 for pairs that belong together, and 0 for others.';
    const share = inDomain(labels, { least: 0, most: 1, of: loss, advice });
    const losses = lossesOf(first, second);
    const all: Node = add(weighted(share, losses.together), weighted(sub(1, share), losses.apart));
    return reduceLosses(loss, all, options);
  };
  return apply as unknown as VectorLoss<Loss, T, R>;
}

function checkLabels(loss: string, x: Node, labels: Node): void {
  if (x.shape.length === 0 || !sameShape(labels.shape, x.shape.slice(0, -1))) {
    const advice = 'The last axis is that of the vectors.';
    throw new ShapeError(loss, [x.shape, labels.shape], 'there must be one label for each pair of vectors', advice);
  }
  if (labels.dtype !== x.dtype) {
    const advice = `Declare them as ${x.dtype}, or convert them with cast.`;
    throw new DtypeError(loss, [x.dtype, labels.dtype], 'vectors and labels must have one dtype', advice);
  }
}

/** Vectors along the last axis in their directions, with the length 1; nothing is divided by 0. */
export function unitVectors(x: Node): Node {
  const squares: Node = sum(square(x), { axes: -1, keep: true });
  return div(x, sqrt(add(squares, 1e-12)));
}

/** The sum of products along the last axis. */
export function dot(a: Node, b: Node): Node {
  return sum(mul(a, b), { axes: -1 });
}
