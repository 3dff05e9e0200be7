import type { Shape } from '@thalweg/tensor';
import { GraphError } from '../graph-error.ts';
import type { Node } from '../node.ts';
import { fillLike } from '../operations/fill-like.ts';
import { whenTraining } from '../when-training.ts';
import { Backward } from './backward.ts';

/** The backward pass from one node, in whichever mode a frame runs. */
export class Reverse {
  readonly root: Node;
  readonly training: Backward;
  /** The backward pass outside of training, where that is another one. */
  readonly otherwise: Backward | undefined;

  constructor(root: Node, seed: Node) {
    this.root = root;
    this.training = new Backward(root, seed, true);
    this.otherwise = hasModes(root) ? new Backward(root, seed, false) : undefined;
  }

  /** The gradient that arrives at a node. */
  at<S extends Shape>(node: Node<S>): Node<S> {
    const { root, training, otherwise } = this;
    if (!training.reaches(node as Node) && otherwise?.reaches(node as Node) !== true)
      throw new GraphError('gradient', `${root.name} must depend on ${node.name}`, 'a node that it does not depend on', 'Check what the loss is made of.');
    const a = training.at(node as Node);
    if (otherwise === undefined) return (a ?? fillLike(node, 0)) as Node<S>;
    const b = otherwise.at(node as Node);
    if (a === undefined && b === undefined) return fillLike(node, 0);
    return whenTraining((a ?? fillLike(node, 0)) as Node<S>, (b ?? fillLike(node, 0)) as Node<S>);
  }
}

function hasModes(root: Node): boolean {
  const seen = new Set<Node>([root]);
  for (const node of seen) {
    if (node.rule?.kernel.kind === 'mode') return true;
    for (const input of node.inputs) seen.add(input);
  }
  return false;
}
