import { nodeOf } from '@thalweg/graph/engine';
import { constant, logSoftmax, mean, mul, neg, oneHot, sum, where, type Node } from '@thalweg/graph';
import { ContractError, DtypeError, printShape, sameShape, ShapeError, type DType, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';

/** Options of {@link softmaxCrossEntropy}. */
export interface SoftmaxCrossEntropyOptions {
  /** A weight for each class, by its label: an array, or a map such as `classWeights(training, 'label')`; 1 by default. */
  readonly classWeights?: readonly number[] | ReadonlyMap<unknown, number> | undefined;
}

/**
 * Mean over all labels of `−log softmax(logits)[label]`: over a batch, or over a batch and time. A class whose logit is −∞
 * is left out of the softmax. With `classWeights` it is the mean of the weighted losses, `Σ w[label]·loss / n`: the mean of
 * batches is then that of all rows, however rare classes are spread over batches.
 *
 * - **Shape** `logits: [batch, …, classes], labels: [batch, …] → []`, labels int32
 * - **Gradient** `w[label] · (softmax(logits) − oneHot(labels)) / n`
 * - **Throws** `ShapeError` if there is not one label for each row; `DtypeError` for labels that are no int32; `ContractError` unless each
 *   class has a weight of at least 0; `NumericError` in a pass if a label is not in
 *   [0, classes)
 */
export function softmaxCrossEntropy<S extends Shape>(
  labels: Node<S>,
  options?: SoftmaxCrossEntropyOptions,
): <C extends number>(logits: Node<readonly [...S, C]>) => Node<readonly []> {
  nodeOf('softmaxCrossEntropy', labels as Node);
  const { classWeights } = optionsOf('softmaxCrossEntropy', options, { classWeights: undefined });
  return logits => {
    const { shape } = nodeOf('softmaxCrossEntropy', logits as Node);
    const classes = shape.at(-1);
    if (shape.length < 2 || typeof classes !== 'number')
      throw new ShapeError(
        'softmaxCrossEntropy',
        [shape, labels.shape],
        'logits must have the shape [batch, …, classes] with a fixed number of classes',
        'Check the last layer.',
      );
    if (!sameShape(labels.shape, shape.slice(0, -1)))
      throw new ShapeError(
        'softmaxCrossEntropy',
        [shape, labels.shape],
        'there must be one label for each row of logits',
        `Reshape the labels to ${printShape(shape.slice(0, -1))}.`,
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
    if (classWeights === undefined) return mean(neg(chosen)) as Node as Node<readonly []>;
    const weights = weightsOf(classWeights, classes, logits.dtype);
    const weight = sum(where(hot, weights, 0), { axes: -1 });
    return mean(mul(weight, neg(chosen))) as Node as Node<readonly []>;
  };
}

/** Returns the weights of the classes. Throws `ContractError` unless each class has one. */
function weightsOf(given: readonly number[] | ReadonlyMap<unknown, number>, classes: number, dtype: DType): Node {
  const weightFor = (label: number): number | undefined => ('get' in given ? given.get(label) : given[label]);
  const weights = Array.from({ length: classes }, (_, label) => weightFor(label));
  const wrong = weights.findIndex(weight => !(weight !== undefined && weight >= 0 && weight < Infinity));
  const count = 'get' in given ? given.size : given.length;
  if (wrong >= 0 || count !== classes)
    throw new ContractError(
      'softmaxCrossEntropy',
      `classWeights must have a weight of at least 0 for each of ${classes} classes`,
      wrong >= 0 ? `${String(weights[wrong])} for class ${wrong}` : `${count} weights`,
      "Try classWeights(training, 'label'), where labels are numbers from 0.",
    );
  return constant(weights as number[], { dtype }) as Node;
}
