import { relu, sub, type Node } from '@thalweg/graph';
import { numberIn } from './checked-arguments.ts';
import type { VectorLoss } from './loss-of.ts';
import { lossOptionsOf, type LossOptions } from './loss-options.ts';
import { dot, pairLoss, unitVectors } from './pair-loss.ts';
import type { Reduction } from './reduction.ts';

/** Options of {@link cosineEmbeddingLoss}. */
export interface CosineEmbeddingLossOptions<R extends Reduction = Reduction> extends LossOptions<R> {
  /** The cosine, from −1 to 1, up to which vectors that do not belong together cost nothing; 0 by default. */
  readonly margin?: number;
}

/**
 * Mean of `1 − cos(x, other)` for pairs of vectors with the label 1, which belong together, and of
 * `max(0, cos(x, other) − margin)` for pairs with the label 0. PyTorch’s label −1 is 0 here.
 *
 * - **Shape** `x: […, size], other: […, size], labels: […] → []`, or `[…]` with the reduction `none`
 * - **Gradient** by composition; of a vector of zeros nearly 0
 * - **Throws** `ShapeError` or `DtypeError` for vectors of other shapes or dtypes; `NumericError` for a constant label
 *   outside of [0, 1]; trainings refuse such a record with `DataError`
 *
 * @example
 * const [x, other] = [constant([[1, 0], [1, 0]]), constant([[0, 2], [3, 0]])];
 * read(x.pipe(cosineEmbeddingLoss(other, constant([1, 0]), { reduction: 'none' }))).toArray() // => [1, 1]
 */
export function cosineEmbeddingLoss<T extends Node, const R extends Reduction = 'mean'>(
  other: T,
  labels: Node,
  options?: CosineEmbeddingLossOptions<R>,
): VectorLoss<'cosineEmbeddingLoss', T, R> {
  const { margin, ...given } = lossOptionsOf('cosineEmbeddingLoss', options, { margin: 0 });
  numberIn('cosineEmbeddingLoss', 'margin', margin, { least: -1, most: 1, advice: 'Try { margin: 0.5 }.' });
  return pairLoss('cosineEmbeddingLoss', [other, labels], given, (a, b) => {
    const cosine = dot(unitVectors(a), unitVectors(b));
    return { together: sub(1, cosine), apart: relu(sub(cosine, margin)) };
  });
}
