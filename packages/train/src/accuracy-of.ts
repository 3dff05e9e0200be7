import { nodeOf } from '@thalweg/graph/engine';
import { argmax, cast, equal, mean, type Node } from '@thalweg/graph';
import { sameShape, ShapeError, type Shape } from '@thalweg/tensor';

/**
 * Returns a node of the accuracy: the share of examples whose largest logit is that of the label.
 *
 * - **Shape** `logits: [...S, classes], labels: S → []`, labels int32
 * - **Throws** `ShapeError` if there is not one label for each row
 */
export function accuracyOf(logits: Node<readonly [...Shape, number | string]>, labels: Node): Node<readonly []> {
  const found: Node = argmax(logits as Node);
  if (!sameShape(found.shape, nodeOf('accuracyOf', labels).shape))
    throw new ShapeError(
      'accuracyOf',
      [logits.shape, labels.shape],
      'there must be one label for each row of logits',
      'Reshape the labels to [batch].',
    );
  return mean(cast(equal(found, labels), 'float64')) as Node as Node<readonly []>;
}
