import type { Metric } from '../metric/metric.ts';
import { deviance } from './deviance.ts';

/**
 * Mean Poisson deviance of predicted means of counts: the mean of `2·(y·ln(y/ŷ) + ŷ − y)`; NaN without examples.
 *
 * - **Stream errors** a prediction that is not above 0, or a target below 0
 * - **Source** McCullagh and Nelder, "Generalized Linear Models", 1989, §2.3
 *
 * @example
 * computeMetric(poissonDeviance(), { prediction: [1, 1], target: [1, 0] }) // => 1
 */
export function poissonDeviance(): Metric<number, 'poissonDeviance'> {
  return deviance('poissonDeviance', 1);
}
