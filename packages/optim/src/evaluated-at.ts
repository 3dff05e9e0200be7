import {
  equal,
  targetOf,
  where,
  type Gradients,
  type Node,
  type Parameter,
  type Register,
  type Writable,
} from '@thalweg/graph';

/**
 * Has models evaluated with what is remembered for a parameter in its place. Before the first step the parameter still
 * stands for itself.
 */
export function evaluatedAt(remembered: Writable, parameter: Writable, gradients: Gradients): void {
  const theta = targetOf(parameter).register as Parameter;
  const taken = gradients.step.register as Node;
  gradients.evaluated.set(theta, where(equal(taken, 0), theta as Register, targetOf(remembered).register) as Node);
}
