import { GraphError, substitute, type Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';
import type { Resumable } from './progress.ts';

/**
 * What an operator computes in place of a node: the same with what stands for the parameters of a training when its
 * model is evaluated.
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
      'Give the training itself, neither its records nor its model.',
    );
  return substitute(evaluated as ReadonlyMap<Node, Node>);
}

function described(value: unknown): string {
  return typeof value === 'function' ? `the function ${value.name || 'without a name'}` : String(value);
}
