import { add, sub, type Node } from '@thalweg/graph';
import { inDomain, nodeOf } from '@thalweg/graph/engine';
import { sameShape, ShapeError, type Shape } from '@thalweg/tensor';
import { checkAlike } from './check-alike.ts';
import type { Rows } from './cross-entropy.ts';
import type { LossOptions } from './loss-options.ts';
import { reduceLosses } from './reduce-losses.ts';
import type { ReducedLoss, Reduction } from './reduction.ts';
import { weighted } from './weighted.ts';

/** The losses of pairs of rows, if they belong together and if they do not. */
export interface PairLosses {
  readonly together: Node;
  readonly apart: Node;
}

/** A loss of pairs of rows, of which labels say whether they belong together. */
export function pairLoss<S extends Shape, R extends Reduction>(
  loss: string,
  [other, together]: readonly [other: Node<S>, together: Node],
  options: LossOptions<R>,
  lossesOf: (x: Node, other: Node) => PairLosses,
): (x: Node<S>) => Node<ReducedLoss<R, Rows<S>>> {
  const [second, labels] = [nodeOf(loss, other as Node), nodeOf(loss, together)];
  return x => {
    const first = x as Node;
    checkAlike(loss, first, second);
    checkLabels(loss, first, labels);
    const advice = 'Give 1 for pairs that belong together, and 0 for others.';
    const share = inDomain(labels, { least: 0, most: 1, of: loss, advice });
    const losses = lossesOf(first, second);
    const all: Node = add(weighted(share, losses.together), weighted(sub(1, share), losses.apart));
    return reduceLosses(loss, all, options) as Node as Node<ReducedLoss<R, Rows<S>>>;
  };
}

function checkLabels(loss: string, x: Node, labels: Node): void {
  if (x.shape.length > 0 && sameShape(labels.shape, x.shape.slice(0, -1))) return;
  const advice = 'The last axis is that of the vectors.';
  throw new ShapeError(loss, [x.shape, labels.shape], 'there must be one label for each pair of vectors', advice);
}
