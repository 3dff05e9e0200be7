import { maximum, mul, sub, type Node } from '@thalweg/graph';
import { ContractError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Model } from '../learn/model.ts';
import type { Features } from './features.ts';
import { modelOf } from './model-of.ts';
import { modelDefaults, type ModelOptions } from './model-options.ts';
import { weightedSum } from './weighted-sum.ts';

/** Options of {@link quantileRegression}. */
export interface QuantileRegressionOptions extends ModelOptions {
  /** The share of targets that should lie below the prediction. */
  readonly quantile: number;
}

/**
 * Quantile regression: the prediction is `x·w + b`, the loss `max(q·e, (q − 1)·e)` for the error e = y − prediction.
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
  const prediction = weightedSum('quantileRegression', x);
  const losses = (): Node => {
    const error: Node = sub(y as Node, prediction);
    return maximum(mul(error, quantile), mul(error, quantile - 1));
  };
  return modelOf('quantileRegression', { prediction, losses, target: y as Node }, weighting);
}
