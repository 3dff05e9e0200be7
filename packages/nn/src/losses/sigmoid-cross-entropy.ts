import { mean, type Node } from '@thalweg/graph';
import { inDomain } from '@thalweg/graph/engine';
import type { Shape } from '@thalweg/tensor';
import { checkAlike } from './check-alike.ts';
import { logisticLoss } from './logistic-loss.ts';

/**
 * Mean of `−y log σ(x) − (1−y) log(1−σ(x))`, computed such that nothing overflows and small
 * losses keep their digits. Infinite logits of the right sign cost nothing.
 *
 * - **Shape** `logits: S, labels: S → []`, labels between 0 and 1 in the logits' dtype
 * - **Throws** `NumericError` for a constant label outside of that range; trainings refuse such a record with `DataError`
 * - **Gradient** `(σ(logits) − labels) / n`
 */
export function sigmoidCrossEntropy<S extends Shape>(labels: Node<S>): (logits: Node<S>) => Node<readonly []> {
  return logits => {
    checkAlike('sigmoidCrossEntropy', logits as Node, labels as Node);
    const targets = inDomain(labels as Node, {
      least: 0,
      most: 1,
      of: 'sigmoidCrossEntropy',
      advice: 'Give labels 0 and 1, or probabilities.',
    });
    return mean(logisticLoss(logits as Node, targets)) as Node as Node<readonly []>;
  };
}
