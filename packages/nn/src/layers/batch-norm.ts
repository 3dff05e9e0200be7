import {
  add,
  becomes,
  broadcastLike,
  constant,
  div,
  greater,
  mul,
  reshape,
  state,
  sub,
  whenTraining,
  where,
  type Node,
  type Register,
} from '@thalweg/graph';
import { count, moments, withRules } from '@thalweg/graph/author';
import { ContractError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { ones, zeros } from '../initializers/initializer.ts';
import type { SameShapeLayer } from '../layer-parts/layer.ts';
import {
  checkEpsilon,
  normalized,
  normParameters,
  type NormParameters,
  precisionOf,
} from '../layer-parts/normalization.ts';

/** Options of {@link batchNorm}. */
export interface BatchNormOptions {
  /** The part of the running statistics that a step keeps; 0.9 by default. PyTorch's momentum is 1 minus this. */
  readonly momentum?: number;
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
  /** If true, multiplies by a parameter for each channel; true by default. */
  readonly scale?: boolean;
  /** If true, adds a parameter for each channel; true by default. */
  readonly offset?: boolean;
  /** The seed of its initializers; 0 by default. */
  readonly seed?: number;
  /** The prefix of the names of all that it owns, `name/scale` and so on: `batchNorm1`, `batchNorm2`, … by default. */
  readonly name?: string;
}

/** The running statistics of each channel. */
interface Running {
  readonly mean: Register;
  readonly variance: Register;
}

/**
 * Batch normalization `y = (x − mean)/√(variance + ε)·scale + offset`, for each channel: each element of the last axis.
 * In training, mean and variance are those of the batch, over all axes but the last, and the variance is the biased one.
 * Otherwise they are running statistics, which only steps move:
 * `running ← momentum·running + (1 − momentum)·batch`, with the unbiased variance of the batch. So PyTorch's momentum is
 * one minus this one. A step on zero rows moves no statistics. A step with a single value per channel, which PyTorch
 * refuses, returns the offset, and moves the mean but not the variance.
 *
 * The layer owns its parameters and statistics, and shares them when it is applied again. A step that contains two
 * applications of one layer fails with `GraphError`, as it would write the statistics twice.
 *
 * - **Shape** `x: [...lead, channels] → [...lead, channels]`
 * - **Parameters** `scale: [channels]`, initially ones, `offset: [channels]`, initially zeros
 * - **States** `mean: [channels]`, initially zeros, `variance: [channels]`, initially ones
 * - **Gradient** in training also through the mean and the variance
 * - **Throws** `ContractError` for a momentum outside of [0, 1] or a negative epsilon; when it is applied, `ShapeError` to
 *   an input of a single axis, without a fixed number of channels, or with another number of them than before,
 *   `DtypeError` if the input is no float
 * - **Source** Ioffe and Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate
 *   Shift", 2015, algorithms 1 and 2
 *
 * @example
 * const y = input('x', ['batch', 8, 8, 16]).pipe(batchNorm());
 * parametersOf(y).map(({ name }) => name).sort() // => ['batchNorm1/offset', 'batchNorm1/scale']
 */
export function batchNorm(options?: BatchNormOptions): SameShapeLayer {
  const { momentum, epsilon, ...others } = optionsOf('batchNorm', options, {
    momentum: 0.9,
    epsilon: 1e-5,
    scale: true,
    offset: true,
    seed: 0,
    name: undefined,
  });
  if (!(momentum >= 0 && momentum <= 1))
    throw new ContractError('batchNorm', 'momentum must be from 0 to 1', String(momentum), 'Try 0.9.');
  checkEpsilon('batchNorm', epsilon);
  const parametersFor = normParameters('batchNorm', others);
  let running: Running | undefined;
  return <S extends Shape>(given: Node<S>) => {
    const x = given as Node;
    const owned = parametersFor(x);
    if (running === undefined) {
      running = runningStatistics(owned);
      if (!others.scale && !others.offset) owned.join(running.mean);
    }
    const by = (center: Node, spread: Node): Node =>
      normalized(x, { ...owned, mean: center, precision: precisionOf(spread, epsilon) });
    const batch = batchStatistics(x);
    const rules = movedBy(batch, running, momentum);
    const trained = by(withRules(batch.mean, ...rules), batch.variance);
    return whenTraining(trained, by(running.mean, running.variance)) as Node as Node<S>;
  };
}

function runningStatistics({ name, key, sizes, dtype }: NormParameters): Running {
  return {
    mean: state(zeros(key, sizes, dtype), { name: `${name}/mean` }) as Register,
    variance: state(ones(key, sizes, dtype), { name: `${name}/variance` }) as Register,
  };
}

/** The statistics of a batch. */
interface Batch {
  readonly mean: Node;
  /** The biased one. */
  readonly variance: Node;
  /** The number of values for each channel. */
  readonly values: Node;
}

function batchStatistics(x: Node): Batch {
  const axes = x.shape.slice(1).map((_, axis) => axis);
  const { mean, variance } = moments(x, axes);
  const flat = (kept: Node): Node => reshape(kept, x.shape.slice(-1)) as Node;
  return { mean: flat(mean), variance: flat(variance), values: count(x, axes) as Node };
}

/** The rules of the running statistics; without values to estimate from they keep what they are. */
function movedBy(batch: Batch, running: Running, momentum: number): Node[] {
  const { values } = batch;
  const others = sub(values, 1);
  const unbiased = mul(batch.variance, div(values, others));
  const rule = (register: Register, estimate: Node, enough: Node): Node => {
    const moved = add(mul(register as Node, momentum), mul(estimate, 1 - momentum));
    return becomes<Shape>(register, where(broadcastLike(enough, register as Node), moved, register as Node) as Node);
  };
  const zero = constant(0, { dtype: values.dtype }) as Node;
  return [
    rule(running.mean, batch.mean, greater(values, zero)),
    rule(running.variance, unbiased, greater(others, zero)),
  ];
}
