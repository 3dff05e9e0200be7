import type { Node } from '@thalweg/graph';

/**
 * Returns the nodes that some roots depend on, the roots included. With a mode, true for training, it follows one arm of each
 * choice between training and prediction, and both without.
 */
export function reached(roots: readonly Node[], training?: boolean): Set<Node> {
  const found = new Set(roots);
  for (const { rule, inputs } of found) {
    const isOne = training !== undefined && rule?.kernel.kind === 'mode';
    for (const input of isOne ? [inputs[training ? 0 : 1]!] : inputs) found.add(input);
  }
  return found;
}
