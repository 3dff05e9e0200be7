import {
  abs,
  div,
  elementwise,
  equal,
  exp,
  less,
  max,
  mul,
  scalar,
  stopGradient,
  sub,
  sum,
  sumLike,
  where,
  type Node,
} from '@thalweg/graph';
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
    return share(powers, total(powers));
  }
  const most = largest(where(mask, scores, -Infinity) as Node);
  // Of a row of which nothing is left, it would be −∞.
  const shift = stopGradient(where(less(abs(most), Infinity), most, 0) as Node);
  // Where a score is left out, exp gets a harmless number: processors take long for results that underflow.
  const powers = where(mask, exp(where(mask, sub(scores, shift), 0) as Node), 0) as Node;
  const all = total(powers);
  return share(powers, where(equal(all, 0), 1, all) as Node);
}

function largest(x: Node): Node {
  return max<Shape, typeof LAST>(x, LAST) as Node;
}

function total(x: Node): Node {
  return sum<Shape, typeof LAST>(x, LAST) as Node;
}

/** The share of each part in the total. Its rule contains the change of the total with the parts. */
const share = /* @__PURE__ */ elementwise<(parts: Node, total: Node) => Node>('share', {
  formula: (part, total) => scalar.div(part!, total!),
  gradient: (upstream, [, total], y) => [
    div(sub(upstream, sumLike(mul(upstream, y), total!)), total!) as Node,
    undefined,
  ],
});
