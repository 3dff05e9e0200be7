import { GraphError, parametersOf, type Node } from '@thalweg/graph';
import { modelState, type ModelState } from '@thalweg/train';

/**
 * Returns what the learners of a loss share: its parameters, and the states that prediction reads, such as running means. All
 * other states, such as the memory of an optimizer, belong to each learner.
 *
 * - **Throws** `GraphError` if the loss depends on no parameter
 */
export function sharedModel(operator: string, loss: Node): ModelState {
  const parameters = parametersOf(loss) as Node[];
  if (parameters.length === 0)
    throw new GraphError(
      operator,
      'the loss must depend on a parameter',
      `${loss.name}, which depends on none`,
      'Build the model with parameter(…) or layers.',
    );
  return modelState([loss, ...parameters]);
}
