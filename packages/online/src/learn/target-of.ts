import { GraphError, Input, type Node } from '@thalweg/graph';
import type { Model } from './model.ts';

/**
 * Returns the target of a model: the one that it names, or the one input that its loss depends on and neither its prediction nor its
 * weight does.
 */
export function targetOf(operator: string, { prediction, loss, target, weight }: Model): Node {
  if (target !== undefined) return target as Node;
  const known = new Set(inputsBelow(weight === undefined ? [prediction] : [prediction, weight]));
  const others = inputsBelow([loss as Node]).filter(input => !known.has(input));
  if (others.length === 1) return others[0]!;
  throw new GraphError(
    operator,
    'the loss must depend on one input that the prediction does not depend on, the target',
    others.length === 0
      ? 'none'
      : others
          .map(({ name }) => name)
          .sort()
          .join(', '),
    'Name the target: { prediction, loss, target }.',
  );
}

function inputsBelow(roots: readonly Node[]): Input[] {
  const seen = new Set<Node>(roots);
  for (const node of seen) for (const input of node.inputs) seen.add(input);
  return [...seen].flatMap(node => (node instanceof Input ? [node as Input] : []));
}
