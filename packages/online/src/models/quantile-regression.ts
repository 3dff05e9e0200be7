import { abs, cast, div, greater, less, maximum, mul, sub, type Node } from '@thalweg/graph';
import { ContractError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Model } from '../learn/model.ts';
import type { Features } from './features.ts';
import { linearSteps } from './linear-steps.ts';
import { modelOf } from './model-of.ts';
import { modelDefaults, type ModelOptions } from './model-options.ts';
import { weightedSum } from './weighted-sum.ts';

/** Options of {@link quantileRegression}. */
export interface QuantileRegressionOptions extends ModelOptions {
  /** The share of targets that should lie below the prediction. */
  readonly quantile: number;
}

/**
 * Quantile regression: the prediction is `x·w + b`, the loss `max(q·e, (q − 1)·e)` for the error e = y − prediction. Examples one by one need no
 * optimizer.
 *
 * - **Shape** `x: [d], y: []`, or a batch of them, or a sparse column
 * - **Throws** `ContractError` for a quantile outside of (0, 1); that and `ShapeError` for what does not fit
 * - **Source** Koenker and Bassett, "Regression Quantiles", 1978
 */
export function quantileRegression<T extends Shape>(
  x: Features,
  y: Node<T>,
  options: QuantileRegressionOptions,
): Model<T, T> {
  const { quantile, ...weighting } = optionsOf('quantileRegression', options, {
    quantile: undefined,
    ...modelDefaults,
  });
  if (!(quantile > 0 && quantile < 1))
    throw new ContractError('quantileRegression', 'the quantile must be between 0 and 1', String(quantile), 'Try 0.5.');
  const scores = weightedSum('quantileRegression', x);
  const { z: prediction } = scores;
  const losses = (): Node => {
    const error: Node = sub(y as Node, prediction);
    return maximum(mul(error, quantile), mul(error, quantile - 1));
  };
  const share = (holds: Node): Node => cast(holds, prediction.dtype) as Node;
  const slope = (at: Node): Node =>
    sub(mul(share(greater(at, y as Node)), 1 - quantile), mul(share(less(at, y as Node)), quantile));
  // The parabola through the loss at the score whose minimum is at the target: a step ends before the kink.
  const curvature = (at: Node): Node => div(abs(slope(at)), maximum(abs(sub(at, y as Node)), 1e-30));
  const optimizer = linearSteps(x, scores, { slope, curvature, ...weighting });
  return modelOf('quantileRegression', { prediction, losses, target: y as Node, optimizer }, weighting);
}
