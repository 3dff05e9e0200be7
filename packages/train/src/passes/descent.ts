import { becomes, GraphError, Node, sub, type Parameter } from '@thalweg/graph';
import { scalarLoss, trainedParameters } from '@thalweg/graph/author';
import { Updates, updatesOf, type EndingSchedule, type Transform } from '@thalweg/optim';
import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

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
  /** Words for the value that must be finite, and for what to try where it is not; those of a descent by default. */
  readonly checked?: { readonly what: string; readonly advice: string };
}

/** Returns the rules `θ ← θ − u`, where u is the update that the optimizer makes of ∂loss/∂θ. */
export function descentOf(operator: string, loss: Node, optimizer: Transform): Descent {
  if (!(loss instanceof Node))
    throw new GraphError(
      operator,
      'the loss must be a node',
      printed(loss),
      'Apply the loss to a prediction: x.pipe(dense(1), meanSquaredError(y)).',
    );
  trainedParameters(operator, scalarLoss(operator, loss));
  const all = updatesOf(loss);
  const moved = updated(operator, optimizer, all).mapElements((u, theta) => becomes(theta, sub(theta, u)));
  return {
    rules: [...moved.parameters.map(parameter => moved.elements(parameter)), ...moved.rules],
    step: all.step as Node,
    evaluated: all.evaluated,
    schedules: all.schedules,
    skipsNonFinite: moved.parameters.every(parameter => all.guarded.has(parameter)),
  };
}

/** Returns the updates that an optimizer makes. Throws `GraphError` for what is no optimizer, such as one that was not called. */
function updated(operator: string, optimizer: Transform, all: Updates): Updates {
  let given = printed(optimizer);
  try {
    const updates = typeof optimizer === 'function' ? optimizer(all) : undefined;
    if (updates instanceof Updates) return updates;
  } catch (error) {
    // A function that makes optimizers takes the updates for its options.
    if (!(error instanceof ContractError) || error.given !== 'Updates') throw error;
    given = `${error.subject} itself`;
  }
  throw new GraphError(operator, 'the optimizer must change updates', given, 'Call it: adam(), not adam.');
}
