import {
  div,
  equal,
  floor,
  mul,
  type Node,
  type Parameter,
  type Register,
  targetOf,
  where,
  type Writable,
} from '@thalweg/graph';
import type { Updates } from './updates.ts';

/** Returns a flag that is true in every `count`-th step. */
export function everyNth(step: Node<readonly []>, count: number): Node<readonly []> {
  return equal(mul(floor(div(step, count)), count), step);
}

/**
 * Replaces a parameter by a state of the optimizer when the model is evaluated. Before the first step the parameter
 * itself is used.
 */
export function evaluatedAt(remembered: Writable, parameter: Writable, updates: Updates): void {
  const theta = targetOf(parameter).register as Parameter;
  const taken = updates.step.register as Node;
  updates.evaluated.set(theta, where(equal(taken, 0), theta as Register, targetOf(remembered).register) as Node);
}
