import type { Node } from '@thalweg/graph';

/** Returns the inputs of a node that count in a mode: of two arms only one does. */
export function inputsIn(node: Node, training: boolean): readonly Node[] {
  return node.rule?.kernel.kind === 'mode' ? [node.inputs[training ? 0 : 1]!] : node.inputs;
}

/** Returns the nodes that some roots depend on, the roots included: all of them, or those that count in a mode. */
export function reached(roots: readonly Node[], training?: boolean): Set<Node> {
  const found = new Set(roots);
  for (const node of found)
    for (const input of training === undefined ? node.inputs : inputsIn(node, training)) found.add(input);
  return found;
}
