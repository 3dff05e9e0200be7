import { GraphError, substitute, type Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';
import type { Resumable } from './passes/progress.ts';

/**
 * Returns a function that replaces, in a node, the parameters of a training by those that its model is evaluated with,
 * such as their averages.
 */
export function withParametersOf(
  operator: string,
  training: Resumable | undefined,
): <S extends Shape>(node: Node<S>) => Node<S> {
  if (training === undefined) return node => node;
  const evaluated = (training as Partial<Resumable> | null)?.progress?.evaluated;
  if (!(evaluated instanceof Map))
    throw new GraphError(
      operator,
      'parametersOf must be what train or step returns',
      described(training),
      'Give the training itself, not its records or its model.',
    );
  return substitute(evaluated as ReadonlyMap<Node, Node>);
}

function described(value: unknown): string {
  return typeof value === 'function' ? `the function ${value.name || 'without a name'}` : String(value);
}
