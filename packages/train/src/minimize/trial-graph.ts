import { becomes, gradient, input, substitute, type Input, type Node, type Parameter } from '@thalweg/graph';
import { inputsOf, scalarLoss, trainedParameters } from '@thalweg/graph/engine';

/** A copy of a loss with inputs in place of its parameters: trials are computed in it, and nobody sees them. */
export interface TrialGraph {
  readonly loss: Node;
  readonly parameters: readonly Parameter[];
  /** The inputs in place of the parameters, in their order. */
  readonly points: readonly Input[];
  /** The loss at the inputs, and its gradient by each of them. */
  readonly outputs: readonly Node[];
  /** The rules that move the parameters to the inputs. */
  readonly rules: readonly Node[];
  /** True if the loss moves states, such as the statistics of a normalization. */
  readonly movesStates: boolean;
}

/** Returns the copy of a loss. Throws `GraphError` if it depends on no parameter, `ShapeError` if it is no scalar. */
export function trialGraph(operator: string, loss: Node): TrialGraph {
  const parameters = trainedParameters(operator, scalarLoss(operator, loss));
  const points = parameters.map(({ name, shape, dtype }) => input(`${name} of a trial`, shape, dtype) as Input);
  const copy = substitute(new Map(parameters.map((parameter, i) => [parameter as Node, points[i]! as Node])))(loss);
  return {
    loss,
    parameters,
    points,
    outputs: [copy, ...points.map(point => gradient(copy, point as Node))],
    rules: parameters.map((parameter, i) => becomes(parameter, points[i]! as Node as Node<never>)),
    movesStates: hasRules(loss),
  };
}

/** True if a step with a node fires a rule of its own. */
function hasRules(root: Node): boolean {
  const found = new Set([root]);
  for (const node of found) for (const input of inputsOf(node, true)) found.add(input);
  return [...found].some(({ register }) => register !== undefined);
}
