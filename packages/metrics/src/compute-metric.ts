import { ContractError, tensor, Tensor, type TensorLike } from '@thalweg/tensor';
import { DataError, optionsOf, printed } from '@thalweg/tensor/engine';
import type { Metric } from './metric/metric.ts';
import { MetricTally } from './reading/metric-tally.ts';

/** Predictions and true values as numbers, arrays or tensors, with a row for each example. */
export interface PredictionArrays {
  /** The predicted values: `[rows]`, or `[rows, classes]`. */
  readonly prediction: TensorLike;
  /** The true values: `[rows]`. */
  readonly target: TensorLike;
  /** The weights of the examples: `[rows]`, or one number. */
  readonly weight?: TensorLike;
}

/**
 * Returns the value of a metric over examples that are all there, in arrays or tensors.
 *
 * - **Throws** `DataError` for predictions that do not fit the metric, or that are not as many as the true values; `ContractError` for
 *   an unknown field
 *
 * @example
 * computeMetric(accuracy(), { prediction: [0.9, 0.4, 0.7, 0.2], target: [1, 0, 0, 0] }) // => 0.75
 */
export function computeMetric<V>(metric: Metric<V>, examples: PredictionArrays): V {
  if (typeof (metric as Partial<Metric> | undefined)?.seen !== 'function')
    throw new ContractError(
      'computeMetric',
      'the metric must be one',
      printed(metric),
      'Call it: accuracy(), not accuracy.',
    );
  const given = optionsOf('computeMetric', examples, { prediction: undefined, target: undefined, weight: undefined });
  const { prediction, target, weight = 1 } = given;
  const tally = new MetricTally('computeMetric', 'record', [metric]);
  const arrays = { prediction: float64('prediction', prediction), target: float64('target', target) };
  tally.add({ ...arrays, weight: float64('weight', weight) }, 0);
  return tally.values()[0] as V;
}

function float64(field: string, values: TensorLike | undefined): Tensor {
  if (values === undefined)
    throw new DataError('computeMetric', `there must be a ${field}`, 'none', 'Give it { prediction, target }.');
  return values instanceof Tensor ? values : tensor(values, { dtype: 'float64' });
}
