import { equal, targetOf, where, type Node, type Parameter, type Register, type Writable } from '@thalweg/graph';
import type { Updates } from '../updates.ts';

/**
 * Replaces a parameter by a state of the optimizer when the model is evaluated. Before the first step the parameter
 * itself is used.
 */
export function evaluatedAt(remembered: Writable, parameter: Writable, updates: Updates): void {
  const theta = targetOf(parameter).register as Parameter;
  const taken = updates.step.register as Node;
  updates.evaluated.set(theta, where(equal(taken, 0), theta as Register, targetOf(remembered).register) as Node);
}
