import type { Shape } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import type { BackwardPass, Node, Reverse } from '../node/node.ts';
import { fillLike } from '../operations/fill-like.ts';
import { Backward } from './backward.ts';

/** Returns the backward pass from a node. A graph with modes builds one for each mode. */
export function reverseFrom(root: Node, seed: Node): Reverse {
  const seen = new Set<Node>([root]);
  for (const { rule, inputs } of seen) {
    if (rule?.reverse !== undefined) return rule.reverse(root, seed);
    for (const input of inputs) seen.add(input);
  }
  const training = new Backward(root, seed, true);
  return {
    training,
    at: <S extends Shape>(node: Node<S>) => {
      checkReached(root, node as Node, training);
      return (training.at(node as Node) ?? fillLike(node, 0)) as Node<S>;
    },
  };
}

/** Refuses a node that no backward pass reaches. */
export function checkReached(root: Node, node: Node, ...passes: readonly BackwardPass[]): void {
  if (!passes.some(pass => pass.reaches(node)))
    throw new GraphError(
      'gradient',
      `${root.name} must depend on ${node.name}`,
      'a node that it does not depend on',
      'Check what the loss is made of.',
    );
}
