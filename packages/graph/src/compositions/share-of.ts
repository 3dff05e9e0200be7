import type { Node } from '../node/node.ts';
import { div } from '../operations/div.ts';
import { mul } from '../operations/mul.ts';
import { sub } from '../operations/sub.ts';
import { sumLike } from '../operations/sum.ts';
import { elementwise } from '../protocol/elementwise.ts';
import { scalar } from '../protocol/scalar.ts';

/** The share of each part in the total. Its rule contains the change of the total with the parts. */
export const shareOf: (parts: Node, total: Node) => Node = /* @__PURE__ */ elementwise<
  (parts: Node, total: Node) => Node
>('shareOf', {
  formula: (part, total) => scalar.div(part!, total!),
  gradient: (upstream, [, total], y) => [
    div(sub(upstream, sumLike(mul(upstream, y), total!)), total!) as Node,
    undefined,
  ],
});
