import type { Node } from '@thalweg/graph';

/** The nodes that some roots depend on, themselves included: inputs before what reads them, in the order of formulas. */
export function nodesBelow(roots: readonly Node[]): Node[] {
  const found = new Set<Node>();
  const entered = new Set<Node>();
  // A deep graph would overflow the stack of calls.
  const stack = [...roots].reverse();
  while (stack.length > 0) {
    const node = stack.at(-1)!;
    if (entered.has(node)) {
      stack.pop();
      found.add(node);
      continue;
    }
    entered.add(node);
    for (const input of [...node.inputs].reverse()) if (!entered.has(input)) stack.push(input);
  }
  return [...found];
}
