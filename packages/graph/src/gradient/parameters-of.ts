import { GraphError } from '../errors/graph-error.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { Parameter } from '../sources/parameter.ts';

/** Returns the parameters that a node depends on, in the order in which its formula uses them. */
export function parametersOf(root: Node): Parameter[] {
  const found: Parameter[] = [];
  const seen = new Set<Node>();
  const stack: Node[] = [nodeOf('parametersOf', root)];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (seen.has(node)) continue;
    seen.add(node);
    if (node instanceof Parameter) found.push(node as Parameter);
    for (let index = node.inputs.length - 1; index >= 0; index--) stack.push(node.inputs[index]!);
  }
  return found;
}

/** Returns the parameters that a loss trains. Throws `GraphError` if it depends on none. */
export function trainedParameters(operation: string, loss: Node): readonly Parameter[] {
  const parameters = parametersOf(loss);
  if (parameters.length > 0) return parameters;
  throw new GraphError(
    operation,
    'the loss must depend on a parameter',
    `${loss.name}, which depends on none`,
    'Build the model with parameter(…) or layers.',
  );
}
