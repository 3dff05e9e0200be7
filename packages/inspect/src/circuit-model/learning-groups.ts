import { Register, type Node } from '@thalweg/graph';

/** What the box of a backward pass is called. */
export const BACKWARD = 'backward pass';

/**
 * What a step computes beside its loss, in two boxes: the backward pass, and the optimizer, which is what depends on
 * a register of its own or writes one. The optimizer is called after its registers: `adam` for `adam.m(dense1/weight)`.
 *
 * `nodes` are those of the circuit, inputs before what reads them; `forward` those that the loss depends on.
 */
export function learningGroups(nodes: readonly Node[], forward: ReadonlySet<Node>): ReadonlyMap<Node, string> {
  const learning = nodes.filter(
    node => !forward.has(node) && !(node.circuit === undefined && node.inputs.length === 0),
  );
  const optimizing = new Set<Node>();
  for (const node of learning)
    if (node instanceof Register || node.register !== undefined || node.inputs.some(input => optimizing.has(input)))
      optimizing.add(node);
  // What serves nothing but the optimizer, such as a rate, is part of it: its subtractions lie below the writes.
  const name = nameOf(learning);
  return new Map(learning.map(node => [node, optimizing.has(node) ? name : BACKWARD]));
}

function nameOf(nodes: readonly Node[]): string {
  const prefixes = nodes.map(({ name }) => /^([\w-]+)\.[\w-]+(\(|$)/.exec(name)?.[1]);
  const names = new Set(prefixes.filter(prefix => prefix !== undefined));
  return names.size === 0 ? 'optimizer' : [...names].join(' + ');
}
