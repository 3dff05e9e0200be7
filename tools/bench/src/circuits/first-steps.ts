import type { Node, Runner } from '@thalweg/graph';
import { adam, updatesOf } from '@thalweg/optim';
import { step } from '@thalweg/train';
import { CIRCUIT_FORMS } from './circuit-forms.ts';

/** The milliseconds of a training by Adam, from the construction of its circuit on. */
export interface FirstSteps {
  /** The nodes that the loss depends on, and those of the whole step, with gradients and the rules of Adam. */
  readonly nodes: number;
  readonly nodesOfStep: number;
  /** Construction of all nodes, the plan, and the first step. */
  readonly first: number;
  readonly second: number;
}

/** Takes the first two steps of a new circuit of some form. */
export function firstSteps(form: string, size: number, runner: Runner | undefined): FirstSteps {
  const began = performance.now();
  const { loss, values } = CIRCUIT_FORMS[form]!(size);
  const descend = step(loss, adam(), { runner });
  descend(values);
  const first = performance.now() - began;
  const again = performance.now();
  descend(values);
  const second = performance.now() - again;
  return { nodes: nodesBelow([loss]), nodesOfStep: nodesBelow(rulesOf(loss)), first, second };
}

/** The updates of Adam for all parameters of a loss. */
function rulesOf(loss: Node<readonly []>): Node[] {
  const updates = adam()(updatesOf(loss));
  return updates.parameters.map(parameter => updates.elements(parameter));
}

function nodesBelow(roots: readonly Node[]): number {
  const found = new Set<Node>(roots);
  for (const node of found) for (const below of node.inputs) found.add(below);
  return found.size;
}
