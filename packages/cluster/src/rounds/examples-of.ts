import { constant, Input, type Node } from '@thalweg/graph';
import { count } from '@thalweg/graph/engine';

/** Returns a node with the number of examples in a step of a loss: the size of the first axis that has a name, else 1. */
export function examplesOf(loss: Node): Node<readonly []> {
  const seen = new Set([loss]);
  for (const node of seen) {
    const [first] = node.shape;
    if (node instanceof Input && typeof first === 'string') return count(node, [0]);
    for (const input of node.inputs) seen.add(input);
  }
  return constant(1);
}
