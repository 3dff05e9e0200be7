import type { Node } from '../node/node.ts';
import { elementwise } from '../protocol/elementwise.ts';

const copied = /* @__PURE__ */ elementwise<(x: Node) => Node>('copy', {
  formula: x => x!,
  dtype: ([dtype]) => dtype!,
  gradient: upstream => [upstream],
});

/** The next value of a carry in its own storage: not that of a source, which the next step overwrites. */
export function storedApart(next: Node): Node {
  let stored = next;
  while (stored.rule?.kernel.kind === 'alias') stored = stored.inputs[0]!;
  return stored.rule === undefined ? copied(next) : next;
}
