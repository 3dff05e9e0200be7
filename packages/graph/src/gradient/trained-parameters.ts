import { GraphError } from '../errors/graph-error.ts';
import type { Node } from '../node/node.ts';
import type { Parameter } from '../sources/parameter.ts';
import { parametersOf } from './parameters-of.ts';

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
