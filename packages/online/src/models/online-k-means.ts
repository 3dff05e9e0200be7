import {
  add,
  argmin,
  becomes,
  cast,
  div,
  greater,
  less,
  logicalAnd,
  min,
  mul,
  type Node,
  type Register,
  rowsAt,
  square,
  state,
  sub,
  sum,
  where,
} from '@thalweg/graph';
import { ContractError, sameShape, ShapeError, tensor, type TensorLike } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { RuleModel } from '../learn/model.ts';
import { checkForgetting } from '../optimizers/inverse-root.ts';
import { zeros } from './states.ts';
import { oneExample } from './weighted-sum.ts';

/** Options of {@link onlineKMeans}. */
export interface OnlineKMeansOptions {
  /** The number of clusters. */
  readonly clusters: number;
  /** The first centers, `[clusters, d]`; by default the first rows that differ. */
  readonly starts?: TensorLike;
  /** λ, above 0 and at most 1, 1 by default: by each row of a cluster, the weight of its rows before is multiplied by λ. */
  readonly forgetting?: number;
}

/** Clusters of a stream. */
export interface OnlineKMeans extends RuleModel<readonly [], readonly [number]> {
  /** The centers, `[clusters, d]`. */
  readonly centers: Node<readonly [number, number]>;
}

/**
 * Sequential k-means: each row moves the nearest center c to the mean of its n rows so far, `n ← λn + 1; c ← c + (x − c)/n`. The prediction is the
 * index of the nearest center, the loss the squared distance to it, and the target x itself. Of equally near centers, the first one counts.
 *
 * The first rows that differ become the centers: until there are enough, a row that equals no center is a new one, and the loss is 0
 * where there is none yet. A given start moves to its first row, as it has no weight.
 *
 * - **Shape** `x: [d]`, of one example, as each row moves what the next one sees: `learnRows` takes batches row by row
 * - **States** `centers: [clusters, d]` and `counts: [clusters]`, float64
 * - **Throws** `ContractError` for clusters below 1, a λ outside of (0, 1] and sparse columns; `ShapeError` for batches and other starts
 * - **Source** MacQueen, "Some Methods for Classification and Analysis of Multivariate Observations", 1967, §2
 *
 * @example
 * learn(onlineKMeans(input('x', [2]), { clusters: 3 }))
 */
export function onlineKMeans(x: Node<readonly [number]>, options: OnlineKMeansOptions): OnlineKMeans {
  const name = 'onlineKMeans';
  const { clusters, starts, forgetting } = optionsOf(name, options, {
    clusters: undefined,
    starts: undefined,
    forgetting: 1,
  });
  checkForgetting(name, forgetting);
  if (!Number.isSafeInteger(clusters) || clusters < 1)
    throw new ContractError(name, 'clusters must be a whole number of at least 1', String(clusters), 'Try 8.');
  const shape = [clusters, oneExample(name, x).size];
  const wide = cast(x, 'float64') as Node;
  const counts = zeros(`${name}/counts`, [clusters]);
  const places = starts === undefined ? zeros(`${name}/centers`, shape) : begun(`${name}/centers`, starts, shape);
  const distances = sum(square(sub(wide, places)), { axes: 1 }) as Node;
  const { prediction, loss, at } = starts === undefined ? firstRows(distances, counts) : nearestOf(distances);
  const [center, count] = [rowsAt(places as Register, at), rowsAt(counts as Register, at)];
  const now = add(mul(count, forgetting), 1) as Node;
  const moved = add(center, div(sub(wide, center), now)) as Node;
  const rules = [becomes(count, now as never) as Node, becomes(center, moved as never) as Node];
  return { prediction, loss, target: x, rules, centers: places } as never;
}

/** The prediction and the loss of a row, and the index of the center that it moves. */
interface Assigned {
  readonly prediction: Node;
  readonly loss: Node;
  readonly at: Node;
}

function nearestOf(distances: Node): Assigned {
  const prediction = argmin(distances) as Node;
  return { prediction, loss: min(distances) as Node, at: prediction };
}

/** Centers that have a row count; the next place is for a row that equals none of them. */
function firstRows(distances: Node, counts: Node): Assigned {
  const taken = greater(counts, 0) as Node;
  const { prediction, loss } = nearestOf(where(taken, distances, Infinity) as Node);
  const number = sum(cast(taken, 'int32')) as Node;
  const isNew = logicalAnd(greater(loss, 0), less(number, counts.shape[0] as number)) as Node;
  return { prediction, loss: where(greater(number, 0), loss, 0) as Node, at: where(isNew, number, prediction) as Node };
}

function begun(name: string, starts: TensorLike, shape: readonly number[]): Node {
  const given = tensor(starts, { dtype: 'float64' });
  if (!given.data.every(Number.isFinite))
    throw new ContractError(
      'onlineKMeans',
      'starts must be finite',
      given.toString(),
      'Leave them out: the first rows are the centers then.',
    );
  if (!sameShape(given.shape, shape))
    throw new ShapeError(
      'onlineKMeans',
      [given.shape],
      `starts must be [${shape.join(', ')}]`,
      'Give one row for each cluster.',
    );
  return state(given as never, { name }) as Node;
}
