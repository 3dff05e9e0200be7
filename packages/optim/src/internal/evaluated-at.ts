import { equal, targetOf, where, type Node, type Parameter, type Register, type Writable } from '@thalweg/graph';
import type { Updates } from '../updates.ts';

/**
 * Has models evaluated with what is remembered for a parameter in its place. Before the first step the parameter still
 * stands for itself.
 */
export function evaluatedAt(remembered: Writable, parameter: Writable, updates: Updates): void {
  const theta = targetOf(parameter).register as Parameter;
  const taken = updates.step.register as Node;
  updates.evaluated.set(theta, where(equal(taken, 0), theta as Register, targetOf(remembered).register) as Node);
}
