import type { Node } from '../node/node.ts';
import { mul } from '../operations/mul.ts';
import { square } from '../operations/square.ts';
import { elementwise } from '../protocol/elementwise.ts';
import { scalar } from '../protocol/scalar.ts';

/** `1/√x`. */
export const reciprocalRoot: (x: Node) => Node = /* @__PURE__ */ elementwise<(x: Node) => Node>('reciprocalRoot', {
  formula: x => scalar.div(1, scalar.sqrt(x!)),
  gradient: (upstream, _, y) => [mul(upstream, mul(-0.5, mul(y, square(y))))],
});
