import { equal, exp, sub, sum, where, type Node } from '@thalweg/graph';
import { inDomain, nodeOf } from '@thalweg/graph/author';
import { ShapeError } from '@thalweg/tensor';
import { checkAlike } from './checked-arguments.ts';
import { timesLog, weighted } from './elementwise.ts';
import type { VectorLoss } from './loss-of.ts';
import { lossOptionsOf, type LossOptions } from './loss-options.ts';
import { reduceLosses } from './reduce-losses.ts';
import type { Reduction } from './reduction.ts';

/** Options of {@link klDivergence}. */
export interface KlDivergenceOptions<R extends Reduction = Reduction> extends LossOptions<R> {
  /** True if targets are logarithms of probabilities too; false by default. */
  readonly logTarget?: boolean;
}

/**
 * Mean over all rows of the Kullback–Leibler divergence `Σ p·(ln p − x)` of a distribution p, the target, from a predicted
 * one, whose logarithms are x, such as `logSoftmax(logits)`. It is PyTorch’s reduction `batchmean`; PyTorch’s `mean` also
 * divides by the number of classes. 0·ln 0 is 0.
 *
 * - **Shape** `x: […, classes], target: […, classes] → []`, or `[…]` with the reduction `none`
 * - **Gradient** `−p / n`
 * - **Throws** `ShapeError` or `DtypeError` for a target of another shape or dtype; `NumericError` for a constant target that is no
 *   probability; trainings refuse such a record with `DataError`
 * - **Source** Kullback and Leibler, "On Information and Sufficiency", 1951
 *
 * @example
 * const x = log(constant([[0.5, 0.5], [0.5, 0.5]]));
 * read(x.pipe(klDivergence(constant([[0.5, 0.5], [1, 0]])))).item().toFixed(4) // => '0.3466'
 */
export function klDivergence<T extends Node, const R extends Reduction = 'mean'>(
  target: T,
  options?: KlDivergenceOptions<R>,
): VectorLoss<'klDivergence', T, R> {
  const { logTarget, ...given } = lossOptionsOf('klDivergence', options, { logTarget: false });
  const p = nodeOf('klDivergence', target);
  const apply = (logarithms: Node): Node => {
    const x = logarithms;
    checkAlike('klDivergence', x, p);
    if (x.shape.length === 0)
      throw new ShapeError('klDivergence', [x.shape], 'there must be an axis of classes', 'Check the last layer.');
    const losses: Node = sum(logTarget ? byLogarithms(x, p) : byProbabilities(x, p), { axes: -1 });
    return reduceLosses('klDivergence', losses, given);
  };
  return apply as unknown as VectorLoss<'klDivergence', T, R>;
}

function byProbabilities(x: Node, target: Node): Node {
  const advice = 'Give probabilities, or their logarithms with { logTarget: true }.';
  const p = inDomain(target, { least: 0, most: 1, of: 'klDivergence', advice });
  return sub(timesLog(p), weighted(p, x));
}

/** The difference of −∞ and −∞ is none, and is not needed. */
function byLogarithms(x: Node, target: Node): Node {
  const impossible = equal(target, -Infinity);
  return weighted(exp(target), sub(where(impossible, 0, target), x));
}
