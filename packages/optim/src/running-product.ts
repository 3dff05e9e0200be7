import { becomes, mul, state, type Node } from '@thalweg/graph';

/** The product of what a factor was in each step: βᵗ of a β, right also when β is moved during the run. */
export function runningProduct(name: string, factor: Node<readonly []>): Node<readonly []> {
  const product = state(1, { name, dtype: 'float64' });
  return becomes(product, mul(product, factor));
}
