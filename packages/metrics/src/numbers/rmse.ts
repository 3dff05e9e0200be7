import type { Metric } from '../metric/metric.ts';
import { predictedNumber } from '../reading/example-values.ts';
import { meanOf } from '../reading/sums.ts';

/**
 * Root of the mean squared error of predicted numbers, in their unit; NaN without examples.
 *
 * - **Stream errors** predictions and targets that are not below 1e150 in size
 */
export function rmse(): Metric<number, 'rmse'> {
  return {
    name: 'rmse',
    ...meanOf(Math.sqrt),
    seen: example => (predictedNumber('rmse', example) - example.target) ** 2,
  };
}
