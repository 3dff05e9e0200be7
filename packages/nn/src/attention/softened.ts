import { abs, equal, exp, less, max, stopGradient, sub, sum, where, type Node } from '@thalweg/graph';
import { shareOf } from '@thalweg/graph/engine';
import type { Shape } from '@thalweg/tensor';

const LAST = { axes: -1, keep: true } as const;

/**
 * Returns the softmax along the last axis of the scores that a mask leaves. All others have the weight 0; so has a row of
 * which nothing is left.
 *
 * - **Gradient** `∂x = y·(∂y − Σ ∂y·y)`
 */
export function softened(scores: Node, mask: Node | undefined): Node {
  if (mask === undefined) {
    const powers = exp(sub(scores, stopGradient(largest(scores)))) as Node;
    return shareOf(powers, total(powers));
  }
  const most = largest(where(mask, scores, -Infinity) as Node);
  // Of a row of which nothing is left, it would be −∞.
  const shift = stopGradient(where(less(abs(most), Infinity), most, 0) as Node);
  // Where a score is left out, exp gets a harmless number: processors take long for results that underflow.
  const powers = where(mask, exp(where(mask, sub(scores, shift), 0) as Node), 0) as Node;
  const all = total(powers);
  return shareOf(powers, where(equal(all, 0), 1, all) as Node);
}

function largest(x: Node): Node {
  return max<Shape, typeof LAST>(x, LAST) as Node;
}

function total(x: Node): Node {
  return sum<Shape, typeof LAST>(x, LAST) as Node;
}
