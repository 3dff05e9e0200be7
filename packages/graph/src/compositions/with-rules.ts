import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';

/** Returns a value unchanged; a step that computes with it fires the rules. */
export const withRules: (x: Node, ...rules: Node[]) => Node = /* @__PURE__ */ operation({
  name: 'withRules',
  shape: ([x]) => x!,
  dtype: ([dtype]) => dtype!,
  kernel: { kind: 'alias' },
  gradient: upstream => [upstream],
});
