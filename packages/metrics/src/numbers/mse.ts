import type { Metric } from '../metric/metric.ts';
import { predictedNumber } from '../reading/example-values.ts';
import { meanOf } from '../reading/sums.ts';

/**
 * Mean squared error of predicted numbers, in the square of their unit; NaN without examples.
 *
 * - **Stream errors** predictions and targets that are not below 1e150 in size
 *
 * @example
 * computeMetric(mse(), { prediction: [1, 2, 3], target: [1, 4, 4] }) // => 5 / 3
 */
export function mse(): Metric<number, 'mse'> {
  return {
    name: 'mse',
    ...meanOf(),
    seen: example => (predictedNumber('mse', example) - example.target) ** 2,
  };
}
