import { becomes, GraphError, gradients, sub, type Node, type Parameter } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';

/** The rules by which an optimizer moves the parameters that a loss depends on. */
export interface Descent {
  readonly rules: readonly Node[];
  /** The number of the step under way, from 1. */
  readonly step: Node;
  /** Nodes that replace parameters when the model is evaluated. A parameter without an entry is used unchanged. */
  readonly evaluated: ReadonlyMap<Parameter, Node>;
}

/** Returns the rules `θ ← θ − u`, where u is the update that the optimizer computes from ∂loss/∂θ. */
export function descentOf(operator: string, loss: Node, optimizer: Transform): Descent {
  const all = gradients(loss);
  if (all.parameters.length === 0)
    throw new GraphError(
      operator,
      'the loss must depend on a parameter',
      `${loss.name}, which depends on none`,
      'Build the model with parameter(…) or layers.',
    );
  const moved = optimizer(all).mapElements((u, theta) => becomes(theta, sub(theta, u)));
  return {
    rules: moved.parameters.map(parameter => moved.elements(parameter)),
    step: all.step as Node,
    evaluated: all.evaluated,
  };
}
