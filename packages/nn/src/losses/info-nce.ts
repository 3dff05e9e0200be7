import { div, logSumExp, matmul, sub, transpose, type Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { ShapeError } from '@thalweg/tensor';
import { checkAlike, numberIn } from './checked-arguments.ts';
import type { VectorLoss } from './loss-of.ts';
import { lossOptionsOf, type LossOptions } from './loss-options.ts';
import { dot, unitVectors } from './pair-loss.ts';
import { reduceLosses } from './reduce-losses.ts';
import type { Reduction } from './reduction.ts';

/** Options of {@link infoNce}. */
export interface InfoNceOptions<R extends Reduction = Reduction> extends LossOptions<R> {
  /** The number that cosines are divided by; 0.07 by default. */
  readonly temperature?: number;
}

/**
 * Mean over a batch of `−log softmax(s)[i]`, where s are the cosines of the i-th vector of x and all vectors of `other`,
 * divided by the temperature. Each vector shall find its partner, the vector of the same row, among all of these. For both
 * directions take the mean of two losses.
 *
 * - **Shape** `x: [batch, size], other: [batch, size] → []`, or `[batch]` with the reduction `none`
 * - **Gradient** by composition
 * - **Throws** `ShapeError` or `DtypeError` unless both are vectors of one shape and dtype; `ContractError` unless the temperature
 *   is above 0
 * - **Source** van den Oord et al., "Representation Learning with Contrastive Predictive Coding", 2018, §2.3
 *
 * @example
 * const [x, other] = [constant([[1, 0], [0, 1]]), constant([[2, 0], [0, 3]])];
 * read(x.pipe(infoNce(other, { temperature: 1 }))).item().toFixed(4) // => '0.3133'
 */
export function infoNce<T extends Node, const R extends Reduction = 'mean'>(
  other: T,
  options?: InfoNceOptions<R>,
): VectorLoss<'infoNce', T, R> {
  const { temperature, ...given } = lossOptionsOf('infoNce', options, { temperature: 0.07 });
  numberIn('infoNce', 'temperature', temperature, { least: 0, above: true, advice: 'Try { temperature: 0.1 }.' });
  const partners = nodeOf('infoNce', other);
  const apply = (x: Node): Node => {
    checkAlike('infoNce', x, partners);
    if (partners.shape.length !== 2)
      throw new ShapeError('infoNce', [partners.shape], 'vectors must have the shape [batch, size]', 'Reshape them.');
    const [a, b] = [div(unitVectors(x), temperature), unitVectors(partners)];
    const all = matmul(a, transpose(b)) as Node;
    const losses: Node = sub(logSumExp(all, { axes: 1 }), dot(a, b));
    return reduceLosses('infoNce', losses, given);
  };
  return apply as unknown as VectorLoss<'infoNce', T, R>;
}
