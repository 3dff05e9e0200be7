import { mean, square, sub, type Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';
import { checkAlike } from './check-alike.ts';

/**
 * Mean of the squared differences.
 *
 * - **Shape** `prediction: S, target: S → []`
 * - **Gradient** `2 (prediction − target) / n`
 */
export function meanSquaredError<S extends Shape>(target: Node<S>): (prediction: Node<S>) => Node<readonly []> {
  return prediction => {
    checkAlike('meanSquaredError', prediction as Node, target as Node);
    return mean(square(sub(prediction as Node, target as Node))) as Node as Node<readonly []>;
  };
}
