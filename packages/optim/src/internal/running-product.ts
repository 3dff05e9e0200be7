import { becomes, mul, type Node } from '@thalweg/graph';
import type { Updates } from '../updates.ts';

/** The product of a factor over all steps: βᵗ of a β, which is correct also if β changes during the run. */
export function runningProduct(name: string, factor: Node<readonly []>, updates: Updates): Node<readonly []> {
  const product = updates.state(1, { name });
  return becomes(product, mul(product, factor));
}
