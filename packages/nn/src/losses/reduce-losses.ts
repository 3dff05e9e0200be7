import {
  broadcastLike,
  cast,
  div,
  equal,
  mean,
  mul,
  type Node,
  notEqual,
  reshape,
  stopGradient,
  sum,
  where,
} from '@thalweg/graph';
import { ContractError, DtypeError, printShape, sameShape, ShapeError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { weighted } from './elementwise.ts';
import type { LossOptions } from './loss-options.ts';

/** The options of a reduction, and the weights that losses have already. */
export interface Weighing extends LossOptions {
  /** True for losses that count; `undefined` if all do. */
  readonly counted?: Node | undefined;
  /** The weight that each loss has by its class: it is in the losses already. */
  readonly classWeight?: Node | undefined;
}

/** Reduces the losses of examples, or of their parts, by name. */
export function reduceLosses(loss: string, losses: Node, weighing: Weighing): Node {
  const { counted, classWeight, exampleWeights, reduction } = weighing;
  const weights = exampleWeights && alongLosses(loss, exampleWeights, losses);
  const shares = only(counted, weights === undefined ? losses : weighted(weights, losses));
  if (reduction === 'none') return shares;
  const total: Node = sum(shares);
  if (reduction === 'sum') return total;
  const divisor = reduction === 'weightedMean' ? product(weights, classWeight, losses) : undefined;
  if (divisor !== undefined) return ratio(total, sum(only(counted, divisor)));
  // How many targets count is no function of them to differentiate.
  return counted === undefined ? mean(shares) : ratio(total, sum(stopGradient(cast(counted, losses.dtype))));
}

/** Returns weights whose axes are in line with the first ones of the losses. */
function alongLosses(loss: string, weights: Node, losses: Node): Node {
  const { shape } = losses;
  if (!sameShape(weights.shape, shape.slice(0, weights.shape.length)))
    throw new ShapeError(
      loss,
      [weights.shape, shape],
      'exampleWeights must have the shape of the losses, or begin it',
      `Reshape them to ${printShape(shape.slice(0, 1))}.`,
    );
  if (weights.dtype !== losses.dtype)
    throw new DtypeError(
      loss,
      [weights.dtype, losses.dtype],
      'exampleWeights must have the dtype of the losses',
      `Convert them with cast(weights, '${losses.dtype}').`,
    );
  return reshape(weights, [...weights.shape, ...shape.slice(weights.shape.length).map(() => 1)]);
}

/** The product of the weights of examples and classes in the losses’ shape; `undefined` without any. */
function product(weights: Node | undefined, classWeight: Node | undefined, losses: Node): Node | undefined {
  if (weights === undefined) return classWeight;
  return classWeight === undefined ? broadcastLike(weights, losses) : mul(weights, classWeight);
}

function only(counted: Node | undefined, x: Node): Node {
  return counted === undefined ? x : where(counted, x, 0);
}

/** A quotient which is 0 if nothing has a weight. */
function ratio(total: Node, weight: Node): Node {
  return div(total, where(equal(weight, 0), 1, weight));
}

/** The targets that count. */
export interface Ignoring {
  /** True for a target that counts; `undefined` if all do. */
  readonly counted: Node | undefined;
  /** Puts 0 in the place of what belongs to the other targets, so that nothing there matters. */
  readonly keep: (x: Node) => Node;
}

/** Returns which targets count: all but a certain number, if there is one. */
export function ignoring(loss: string, targets: Node, ignore: number | undefined): Ignoring {
  if (ignore === undefined) return { counted: undefined, keep: x => x };
  if (!(targets.dtype === 'int32' ? Number.isInteger(ignore) : Number.isFinite(ignore)))
    throw new ContractError(
      loss,
      `ignore must be a ${targets.dtype === 'int32' ? 'whole' : 'finite'} number, a target that stands for a missing one`,
      printed(ignore),
      'Try -100.',
    );
  const counted: Node = notEqual(targets, ignore);
  const rows = (): Node => reshape(counted, [...targets.shape, 1]);
  return { counted, keep: x => where(x.shape.length > targets.shape.length ? rows() : counted, x, 0) };
}
