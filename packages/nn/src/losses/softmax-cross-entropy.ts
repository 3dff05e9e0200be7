import { nodeOf } from '@thalweg/graph/engine';
import { logSoftmax, mean, neg, oneHot, sum, where, type Node } from '@thalweg/graph';
import { DtypeError, sameShape, ShapeError } from '@thalweg/tensor';

/**
 * Mean over the batch of `−log softmax(logits)[label]`. A class whose logit is −∞ is left out of the softmax.
 *
 * - **Shape** `logits: [batch, classes], labels: [batch] → []`, labels int32
 * - **Gradient** `(softmax(logits) − oneHot(labels)) / n`
 * - **Throws** `ShapeError` if there is not one label for each row; `DtypeError` for labels that are no int32; `NumericError` in a pass if a label is not in
 *   [0, classes)
 */
export function softmaxCrossEntropy<B extends number | string>(
  labels: Node<readonly [B]>,
): <C extends number>(logits: Node<readonly [B, C]>) => Node<readonly []> {
  nodeOf('softmaxCrossEntropy', labels as Node);
  return logits => {
    const classes = nodeOf('softmaxCrossEntropy', logits as Node).shape[1];
    if (logits.shape.length !== 2 || typeof classes !== 'number')
      throw new ShapeError(
        'softmaxCrossEntropy',
        [logits.shape, labels.shape],
        'logits must have the shape [batch, classes] with a fixed number of classes',
        'Check the last layer.',
      );
    if (!sameShape(labels.shape, [logits.shape[0]]))
      throw new ShapeError(
        'softmaxCrossEntropy',
        [logits.shape, labels.shape],
        'there must be one label for each row of logits',
        'Reshape the labels to [batch].',
      );
    if (labels.dtype !== 'int32')
      throw new DtypeError(
        'softmaxCrossEntropy',
        [labels.dtype],
        `labels must be int32, the number of a class (${labels.name})`,
        `Declare them as input('${labels.name}', ['batch'], 'int32').`,
      );
    // A choice, as 0·−∞ is NaN.
    const hot: Node = oneHot(labels as Node, classes, { dtype: 'bool' });
    const chosen = sum(where(hot, logSoftmax(logits as Node), 0), { axes: -1 });
    return mean(neg(chosen)) as Node as Node<readonly []>;
  };
}
