import type { Node } from '@thalweg/graph';
import { trainedParameters } from '@thalweg/graph/engine';
import { modelState, type ModelState } from '@thalweg/train';

/**
 * Returns what the learners of a loss share: its parameters, and the states that prediction reads, such as running means. All
 * other states, such as the memory of an optimizer, belong to each learner.
 *
 * - **Throws** `GraphError` if the loss depends on no parameter
 */
export function sharedModel(operator: string, loss: Node): ModelState {
  const parameters = trainedParameters(operator, loss) as readonly Node[];
  return modelState([loss, ...parameters]);
}
