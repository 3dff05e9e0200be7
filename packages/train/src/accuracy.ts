import { argmax, cast, equal, mean, type Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';

/**
 * The share of examples whose largest logit is at the label.
 *
 * - **Shape** `logits: [...S, classes], labels: S → []`, labels int32
 */
export function accuracy(logits: Node<readonly [...Shape, number | string]>, labels: Node): Node<readonly []> {
  const found: Node = argmax(logits as Node);
  return mean(cast(equal(found, labels), 'float64')) as Node as Node<readonly []>;
}
