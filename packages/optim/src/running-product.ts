import { becomes, mul, type Gradients, type Node } from '@thalweg/graph';

/** The product of what a factor was in each step: βᵗ of a β, right also when β is moved during the run. */
export function runningProduct(name: string, factor: Node<readonly []>, gradients: Gradients): Node<readonly []> {
  const product = gradients.state(1, { name });
  return becomes(product, mul(product, factor));
}
