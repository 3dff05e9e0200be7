import { GraphError, type Node, type Register, registersOf, substitute } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';
import type { Progress, Resumable } from './progress.ts';

/** Returns the registers that roots read or write. Equal names get numbers, in the order in which formulas use them. */
export function registersByName({ roots }: Pick<Progress, 'roots'>): Map<string, Register> {
  const names = new Map<string, Register>();
  for (const register of registersOf(...roots)) {
    let name = register.name;
    for (let number = 2; names.has(name); number++) name = `${register.name} (${number})`;
    names.set(name, register);
  }
  return names;
}

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
