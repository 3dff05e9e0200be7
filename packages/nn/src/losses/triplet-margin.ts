import { add, minimum, norm, relu, sub, type Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { ContractError, ShapeError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { checkAlike, numberIn } from './checked-arguments.ts';
import type { VectorLoss } from './loss-of.ts';
import { lossOptionsOf, type LossOptions } from './loss-options.ts';
import { reduceLosses } from './reduce-losses.ts';
import type { Reduction } from './reduction.ts';

/** Options of {@link tripletMargin}. */
export interface TripletMarginOptions<R extends Reduction = Reduction> extends LossOptions<R> {
  /** The least difference of both distances; 1 by default. */
  readonly margin?: number;
  /** The order of the norm of differences, 1, 2 or Infinity; 2 by default. */
  readonly order?: number;
  /** A number that is added to differences; 1e-6 by default. */
  readonly epsilon?: number;
  /** With `true`, the distance of the positive from the negative counts if it is the smaller one; false by default. */
  readonly swap?: boolean;
}

/**
 * Mean of `max(0, ‖x − positive‖ − ‖x − negative‖ + margin)`, where x belongs together with the positive vector, and not with
 * the negative one.
 *
 * - **Shape** `x: […, size], positive: […, size], negative: […, size] → []`, or `[…]` with the reduction `none`
 * - **Gradient** by composition
 * - **Throws** `ShapeError` or `DtypeError` for vectors of other shapes or dtypes; `ContractError` for another order
 * - **Source** Schroff et al., "FaceNet", 2015; Balntas et al., "Learning Local Feature Descriptors with Triplets and Shallow
 *   Convolutional Neural Networks", 2016, for the swap
 *
 * @example
 * const [x, positive, negative] = [constant([[0, 0]]), constant([[3, 4]]), constant([[0, 4]])];
 * read(x.pipe(tripletMargin(positive, negative))).item().toFixed(4) // => '2.0000'
 */
export function tripletMargin<T extends Node, const R extends Reduction = 'mean'>(
  positive: T,
  negative: Node<T['shape']>,
  options?: TripletMarginOptions<R>,
): VectorLoss<'tripletMargin', T, R> {
  const own = { margin: 1, order: 2, epsilon: 1e-6, swap: false };
  const { margin, order, epsilon, swap, ...given } = lossOptionsOf(NAME, options, own);
  numberIn(NAME, 'margin', margin, { least: 0, advice: 'Try { margin: 1 }.' });
  numberIn(NAME, 'epsilon', epsilon, { least: 0, advice: 'Try { epsilon: 1e-6 }.' });
  if (order !== 1 && order !== 2 && order !== Infinity)
    throw new ContractError(NAME, 'order must be 1, 2 or Infinity', printed(order), 'Leave it out for 2.');
  const distance = (a: Node, b: Node): Node => norm(add(sub(a, b), epsilon), { axes: -1, order });
  const [p, n] = [nodeOf(NAME, positive), nodeOf(NAME, negative)];
  const apply = (anchor: Node): Node => {
    const x = anchor;
    checkVectors(x, p, n);
    const apart = swap ? minimum(distance(x, n), distance(p, n)) : distance(x, n);
    const losses: Node = relu(add(sub(distance(x, p), apart), margin));
    return reduceLosses(NAME, losses, given);
  };
  return apply as unknown as VectorLoss<'tripletMargin', T, R>;
}

const NAME = 'tripletMargin';

function checkVectors(x: Node, ...others: readonly Node[]): void {
  for (const other of others) checkAlike(NAME, x, other);
  if (x.shape.length === 0)
    throw new ShapeError(NAME, [x.shape], 'there must be an axis of vectors', 'It is the last one.');
}
