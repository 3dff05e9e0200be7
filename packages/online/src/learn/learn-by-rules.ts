import { add, becomes, GraphError, Node, state, sub, sum } from '@thalweg/graph';
import { printed } from '@thalweg/tensor/engine';
import type { Descent, Opened } from '@thalweg/train/engine';
import type { Model, UnmeasuredModel } from './model.ts';
import type { Outcome } from './outcome.ts';

/**
 * Returns the steps of a model that learns by rules: they descend nothing, and count themselves as others do.
 *
 * - **Throws** `GraphError` for what is no list of updates of registers, and for an optimizer beside them
 */
export function stepsByRules(operator: string, model: Model | UnmeasuredModel, given: unknown): Descent {
  const { rules, loss, optimizer = given } = model as Model & { readonly optimizer?: unknown };
  if (optimizer !== undefined)
    throw new GraphError(
      operator,
      'a model that learns by rules must have no optimizer',
      printed(optimizer),
      'Leave the optimizer out, or the rules.',
    );
  if (!Array.isArray(rules) || rules.length === 0)
    throw new GraphError(operator, 'rules must be a list of updates', printed(rules), UPDATE);
  for (const rule of rules as readonly Node[])
    if (!(rule instanceof Node) || rule.register === undefined)
      throw new GraphError(operator, 'rules must be updates of registers', printed(rule), UPDATE);
  const steps = state(0, { dtype: 'float64', name: 'step' });
  return {
    rules: rules as readonly Node[],
    step: becomes(steps, add(steps, 1)) as Node,
    evaluated: new Map(),
    schedules: [],
    skipsNonFinite: false,
    checked: { what: loss === undefined ? 'the prediction' : 'the loss', advice: FINITE },
  };
}

const UPDATE = 'Give [becomes(register, next)].';

const FINITE = 'Scale the features, and find the origin with { guard: guardFinite() }.';

/** Returns a value in place of the loss of a model without one: 0 if its prediction is finite, else NaN. */
export function finiteCheck(prediction: Node): Node {
  return sum(sub(prediction, prediction)) as Node;
}

/** Returns a function that emits outcomes, those of a model without a loss without it. */
export function emitterOf<O extends Outcome>({ subscriber }: Opened<O>, isMeasured: boolean): (outcome: O) => void {
  if (isMeasured) return outcome => subscriber.next(outcome);
  return outcome => {
    const { loss: _, losses: __, ...told } = outcome as Outcome & { readonly losses?: unknown };
    subscriber.next(told as O);
  };
}
