import { becomes, mul, type Node } from '@thalweg/graph';
import type { Updates } from '../updates.ts';

/** The product of what a factor was in each step: βᵗ of a β, right also when β is moved during the run. */
export function runningProduct(name: string, factor: Node<readonly []>, updates: Updates): Node<readonly []> {
  const product = updates.state(1, { name });
  return becomes(product, mul(product, factor));
}
