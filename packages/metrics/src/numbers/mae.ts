import type { Metric } from '../metric/metric.ts';
import { predictedNumber } from '../reading/example-values.ts';
import { meanOf } from '../reading/sums.ts';

/**
 * Mean absolute error of predicted numbers, in their unit; NaN without examples.
 *
 * - **Stream errors** predictions and targets that are not below 1e150 in size
 */
export function mae(): Metric<number, 'mae'> {
  return {
    name: 'mae',
    ...meanOf(),
    seen: example => Math.abs(predictedNumber('mae', example) - example.target),
  };
}
