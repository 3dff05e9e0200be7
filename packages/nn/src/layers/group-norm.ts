import { add, broadcastLike, mean, reshape, type Node } from '@thalweg/graph';
import { moments } from '@thalweg/graph/author';
import { ContractError, ShapeError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { SameShapeLayer } from '../layer-parts/layer.ts';
import { checkEpsilon, normalized, normParameters, precisionOf } from '../layer-parts/normalization.ts';

/** Options of {@link groupNorm}. */
export interface GroupNormOptions {
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
  /** If true, multiplies by a parameter for each channel; true by default. */
  readonly scale?: boolean;
  /** If true, adds a parameter for each channel; true by default. */
  readonly offset?: boolean;
  /** The seed of its initializers; 0 by default. */
  readonly seed?: number;
  /** The prefix of the names of its parameters, `name/scale` and `name/offset`: `groupNorm1`, `groupNorm2`, … by default. */
  readonly name?: string;
}

/**
 * Group normalization `y = (x − mean)/√(variance + ε)·scale + offset`. The channels, which are the last axis, form `groups`
 * of neighbours. Each group of each example has its own mean and biased variance, over its channels and all axes between
 * the first and the last. The layer owns its parameters, and shares them when it is applied again.
 *
 * - **Shape** `x: [batch, ...space, channels] → [batch, ...space, channels]`
 * - **Parameters** `scale: [channels]`, initially ones, `offset: [channels]`, initially zeros
 * - **Throws** `ContractError` for a negative epsilon or a number of groups that is no positive whole number; when it is
 *   applied, `ShapeError` to an input of a single axis, without a fixed number of channels, with one that the groups do
 *   not divide, or with another one than before, `DtypeError` if the input is no float
 * - **Source** Wu and He, "Group Normalization", 2018
 *
 * @example
 * input('x', ['batch', 8, 8, 16]).pipe(groupNorm(4)).shape // => ['batch', 8, 8, 16]
 */
export function groupNorm(groups: number, options?: GroupNormOptions): SameShapeLayer {
  const { epsilon, ...others } = optionsOf('groupNorm', options, {
    epsilon: 1e-5,
    scale: true,
    offset: true,
    seed: 0,
    name: undefined,
  });
  checkEpsilon('groupNorm', epsilon);
  if (!Number.isSafeInteger(groups) || groups < 1)
    throw new ContractError('groupNorm', 'groups must be a positive whole number', String(groups), 'Try 8.');
  const parametersFor = normParameters('groupNorm', others);
  return <S extends Shape>(given: Node<S>) => {
    const x = given as Node;
    const { scale, offset } = parametersFor(x);
    if ((x.shape.at(-1) as number) % groups !== 0)
      throw new ShapeError(
        'groupNorm',
        [x.shape],
        `${groups} groups must divide the channels`,
        'Choose another number.',
      );
    const [center, spread] = groupStatistics(x, groups);
    return normalized(x, {
      mean: center,
      precision: precisionOf(spread, epsilon),
      scale: broadcastLike(scale, center),
      offset: broadcastLike(offset, center),
    }) as Node<S>;
  };
}

/**
 * Mean and variance of the group of each channel, each `[batch, ...ones, channels]`. They follow from those of single
 * channels: the variance of a group is the mean of its channels' variances plus the variance of their means.
 */
function groupStatistics(x: Node, groups: number): [mean: Node, variance: Node] {
  const axes = x.shape.slice(2).map((_, axis) => axis + 1);
  const channels = moments(x, axes);
  const { shape } = channels.mean;
  const grouped = (values: Node): Node =>
    reshape(values, [shape[0]!, groups, (shape.at(-1) as number) / groups]) as Node;
  const [means, within] = [grouped(channels.mean), grouped(channels.variance)];
  const between = moments(means, [2]);
  const spread = add(mean<Shape, { axes: 2; keep: true }>(within, { axes: 2, keep: true }), between.variance);
  const each = (values: Node): Node => reshape(broadcastLike(values, means), shape) as Node;
  return [each(between.mean), each(spread)];
}
