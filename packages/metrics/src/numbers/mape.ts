import type { Metric } from '../metric/metric.ts';
import { predictedNumber } from '../reading/example-values.ts';
import { meanOf } from '../reading/sums.ts';

/**
 * Mean absolute percentage error, as a share: the mean of `|y − ŷ|/|y|`; NaN without examples. A target of 0 counts as 2⁻⁵², which
 * makes the mean huge.
 *
 * - **Stream errors** predictions and targets that are not below 1e150 in size
 * - **Source** de Myttenaere, Golden, Le Grand and Rossi, "Mean Absolute Percentage Error for Regression Models", 2016
 *
 * @example
 * computeMetric(mape(), { prediction: [5, 8], target: [4, 8] }) // => 0.125
 */
export function mape(): Metric<number, 'mape'> {
  return {
    name: 'mape',
    ...meanOf(),
    seen: example =>
      Math.abs(predictedNumber('mape', example) - example.target) / Math.max(Math.abs(example.target), Number.EPSILON),
  };
}
