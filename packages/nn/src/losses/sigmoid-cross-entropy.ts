import { abs, add, exp, log1p, maximum, mean, mul, neg, sub, type Node } from '@thalweg/graph';
import { inDomain } from '@thalweg/graph/engine';
import type { Shape } from '@thalweg/tensor';
import { checkAlike } from './check-alike.ts';

/**
 * Mean of `−y log σ(x) − (1−y) log(1−σ(x))`, computed as `max(x, 0) − x·y + log(1 + e^−|x|)`: nothing
 * overflows, and small losses keep their digits.
 *
 * - **Shape** `logits: S, labels: S → []`, labels between 0 and 1 in the logits' dtype
 * - **Throws** `NumericError` for a constant label outside of that range; trainings refuse such a record with `DataError`
 * - **Gradient** `(σ(logits) − labels) / n`
 */
export function sigmoidCrossEntropy<S extends Shape>(labels: Node<S>): (logits: Node<S>) => Node<readonly []> {
  return logits => {
    checkAlike('sigmoidCrossEntropy', logits as Node, labels as Node);
    const x = logits as Node;
    const targets = inDomain(labels as Node, {
      least: 0,
      most: 1,
      of: 'sigmoidCrossEntropy',
      advice: 'Give labels 0 and 1, or probabilities.',
    });
    const softplus = log1p(exp(neg(abs(x))));
    return mean(add(sub(maximum(x, 0), mul(x, targets)), softplus)) as Node as Node<readonly []>;
  };
}
