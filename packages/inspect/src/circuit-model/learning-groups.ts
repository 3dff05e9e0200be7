import { parametersOf, type Node } from '@thalweg/graph';
import { nodesBelow } from './nodes-below.ts';
import type { RootGradients } from './root-gradients.ts';

/**
 * Groups the nodes that a training step computes besides the loss. The backward pass holds the nodes that the gradients
 * of the parameters depend on; the optimizer holds the rest. The optimizer’s group is named after its registers: `adam`
 * for `adam.m(dense1/weight)`.
 *
 * `nodes` are the nodes of the circuit; `forward` are the nodes that the loss depends on.
 */
export function learningGroups(
  root: Node,
  nodes: readonly Node[],
  forward: ReadonlySet<Node>,
  gradients: RootGradients | undefined,
): ReadonlyMap<Node, string> {
  const learning = nodes.filter(node => !forward.has(node));
  if (learning.length === 0) return new Map();
  const wanted = parametersOf(root).map(parameter => gradients?.of(parameter as Node));
  const backward = new Set(nodesBelow(wanted.filter(gradient => gradient !== undefined)));
  const optimizer = optimizerName(learning);
  return new Map(learning.map(node => [node, backward.has(node) ? 'backward pass' : optimizer]));
}

function optimizerName(nodes: readonly Node[]): string {
  const prefixes = nodes.map(({ name }) => /^([\w-]+)\.[\w-]+(\(|$)/.exec(name)?.[1]);
  const names = new Set(prefixes.filter(prefix => prefix !== undefined));
  return names.size === 0 ? 'optimizer' : [...names].join(' + ');
}
