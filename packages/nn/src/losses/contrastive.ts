import { mul, norm, relu, square, sub, sum, type Node } from '@thalweg/graph';
import { numberIn } from './checked-arguments.ts';
import type { VectorLoss } from './loss-of.ts';
import { lossOptionsOf, type LossOptions } from './loss-options.ts';
import { pairLoss } from './pair-loss.ts';
import type { Reduction } from './reduction.ts';

/** Options of {@link contrastive}. */
export interface ContrastiveOptions<R extends Reduction = Reduction> extends LossOptions<R> {
  /** The distance from which on vectors that do not belong together cost nothing; 1 by default. */
  readonly margin?: number;
}

/**
 * Mean of `d²/2` for pairs of vectors with the label 1, which belong together, and of `max(0, margin − d)²/2` for pairs with
 * the label 0, where d is their distance. The labels of the paper are the other way round.
 *
 * - **Shape** `x: […, size], other: […, size], labels: […] → []`, or `[…]` with the reduction `none`
 * - **Gradient** by composition; 0 for equal vectors that do not belong together
 * - **Throws** `ShapeError` or `DtypeError` for vectors of other shapes or dtypes; `NumericError` for a constant label
 *   outside of [0, 1]; trainings refuse such a record with `DataError`
 * - **Source** Hadsell, Chopra and LeCun, "Dimensionality Reduction by Learning an Invariant Mapping", 2006
 *
 * @example
 * const [x, other] = [constant([[0, 0], [0, 0]]), constant([[3, 4], [0, 0.5]])];
 * read(x.pipe(contrastive(other, constant([1, 0]), { reduction: 'none' }))).toArray() // => [12.5, 0.125]
 */
export function contrastive<T extends Node, const R extends Reduction = 'mean'>(
  other: T,
  labels: Node,
  options?: ContrastiveOptions<R>,
): VectorLoss<'contrastive', T, R> {
  const { margin, ...given } = lossOptionsOf('contrastive', options, { margin: 1 });
  numberIn('contrastive', 'margin', margin, { least: 0, advice: 'Try { margin: 1 }.' });
  return pairLoss('contrastive', [other, labels], given, (a, b) => {
    const difference: Node = sub(a, b);
    const missing = relu(sub(margin, norm(difference, { axes: -1 })));
    return { together: mul(sum(square(difference), { axes: -1 }), 0.5), apart: mul(square(missing), 0.5) };
  });
}
