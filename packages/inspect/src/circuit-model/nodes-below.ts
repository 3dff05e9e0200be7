import type { Node } from '@thalweg/graph';

/** Returns the nodes that the roots depend on, the roots included, in topological order: inputs before their consumers. */
export function nodesBelow(roots: readonly Node[]): Node[] {
  const found = new Set<Node>();
  const entered = new Set<Node>();
  // An explicit stack: recursion would overflow the call stack on a deep graph.
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
