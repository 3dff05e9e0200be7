import { nodeOf } from '@thalweg/graph/engine';
import { argmax, matmul, oneHot, transpose, type Node } from '@thalweg/graph';
import { sameShape, ShapeError } from '@thalweg/tensor';
import { total, type Total } from './total.ts';

/**
 * Returns the counts of examples by label (rows) and prediction (columns), which `evaluate` adds up.
 *
 * - **Shape** `logits: [batch, classes], labels: [batch] → [classes, classes]`, labels int32
 * - **Throws** `ShapeError` if the number of classes is not fixed, or there is not one label for each row;
 *   `NumericError` in a pass if a label is not in [0, classes)
 */
export function confusionMatrixOf(
  logits: Node<readonly [number | string, number]>,
  labels: Node,
): Total<readonly [number, number]> {
  const classes = nodeOf('confusionMatrixOf', logits as Node).shape[1] as number | string;
  if (typeof classes !== 'number')
    throw new ShapeError(
      'confusionMatrixOf',
      [logits.shape],
      'the number of classes must be fixed',
      'Check the last layer.',
    );
  if (!sameShape(nodeOf('confusionMatrixOf', labels).shape, [logits.shape[0]]))
    throw new ShapeError(
      'confusionMatrixOf',
      [logits.shape, labels.shape],
      'there must be one label for each row of logits',
      'Reshape the labels to [batch].',
    );
  const actual: Node = oneHot(labels, classes);
  const found: Node = oneHot(argmax(logits as Node), classes);
  return total(matmul(transpose(actual), found) as Node as Node<readonly [number, number]>);
}
