import { becomes, sub, type Node, type Parameter } from '@thalweg/graph';
import { scalarLoss, trainedParameters } from '@thalweg/graph/engine';
import { updatesOf, type EndingSchedule, type Transform } from '@thalweg/optim';

/** The rules by which an optimizer moves the parameters that a loss depends on. */
export interface Descent {
  readonly rules: readonly Node[];
  /** The number of the current step, from 1. */
  readonly step: Node;
  /** The nodes that replace parameters when the model is evaluated, such as their averages. */
  readonly evaluated: ReadonlyMap<Parameter, Node>;
  /** The schedules of the optimizer that end. */
  readonly schedules: readonly EndingSchedule[];
  /** True if the optimizer skips steps whose gradients are not finite, as `skipNonFinite` does. */
  readonly skipsNonFinite: boolean;
}

/** Returns the rules `θ ← θ − u`, where u is the update that the optimizer makes of ∂loss/∂θ. */
export function descentOf(operator: string, loss: Node, optimizer: Transform): Descent {
  trainedParameters(operator, scalarLoss(operator, loss));
  const all = updatesOf(loss);
  const moved = optimizer(all).mapElements((u, theta) => becomes(theta, sub(theta, u)));
  return {
    rules: [...moved.parameters.map(parameter => moved.elements(parameter)), ...moved.rules],
    step: all.step as Node,
    evaluated: all.evaluated,
    schedules: all.schedules,
    skipsNonFinite: moved.parameters.every(parameter => all.guarded.has(parameter)),
  };
}
